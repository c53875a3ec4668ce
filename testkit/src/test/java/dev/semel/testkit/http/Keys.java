// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the reference application reads keys. */
record Keys(Set<Mistake> mistakes) {
  private static final Pattern QUOTED =
      Pattern.compile("\"((?:[\\x20\\x21\\x23-\\x5B\\x5D-\\x7E]|\\\\[\"\\\\])*)\"((?:;.*)?)");
  private static final Pattern BARE = Pattern.compile("[A-Za-z0-9._~+/=:-]{1,255}");

  /** A key that is not one. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String code) {
      super(code);
    }
  }

  Optional<String> of(Heard heard, boolean strict, int lengthMin) throws Refused {
    Optional<String> key = parsed(heard.lines("Idempotency-Key"), strict, lengthMin);
    Optional<String> alias = parsed(heard.lines("X-Idempotency-Key"), strict, lengthMin);
    if (key.isPresent() && alias.isPresent() && !key.equals(alias)) {
      throw new Refused("key-malformed");
    }
    return key.or(() -> alias);
  }

  private Optional<String> parsed(List<String> lines, boolean strict, int lengthMin)
      throws Refused {
    if (lines.isEmpty()) {
      return Optional.empty();
    } else if (lines.size() > 1 && !has(Mistake.TAKES_THE_FIRST_OF_TWO_LINES)) {
      throw new Refused("key-malformed");
    }
    String line = lines.get(0).strip();
    Matcher quoted = QUOTED.matcher(line);
    String key;
    if (quoted.matches()) {
      String inside = quoted.group(1);
      key = has(Mistake.COUNTS_ESCAPES_AS_TWO) ? inside : inside.replaceAll("\\\\(.)", "$1");
      key += has(Mistake.PARAMETERS_ARE_PART_OF_THE_KEY) ? quoted.group(2) : "";
    } else if (!strict && BARE.matcher(line).matches()) {
      key = has(Mistake.QUOTED_AND_BARE_DIFFER) ? "bare " + line : line;
    } else {
      throw new Refused("key-malformed");
    }
    checkLength(key, lengthMin);
    key = has(Mistake.LOWER_CASES_KEYS) ? key.toLowerCase(Locale.ROOT) : key;
    return Optional.of(has(Mistake.TRIMS_KEYS) ? key.strip() : key);
  }

  private void checkLength(String key, int lengthMin) throws Refused {
    if (key.isEmpty()) {
      throw new Refused("key-malformed");
    } else if (key.length() > 255) {
      throw new Refused("key-too-long");
    } else if (key.length() < lengthMin) {
      throw new Refused("key-too-weak");
    }
  }

  private boolean has(Mistake mistake) {
    return mistakes.contains(mistake);
  }
}
