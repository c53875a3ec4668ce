// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.verification.museum.Piece.Trap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kit finds what is wrong with every piece of the museum, and nothing where nothing is. */
class MuseumTest {
  private static final Path FILE = Path.of("target", "museum.txt");
  private static final int WIDTH = 110;

  /** What each trap said about its bad piece; by the trap's text, and asked for only one time. */
  private static final Map<String, String> SAID = new LinkedHashMap<>();

  static Stream<Trap<?>> traps() {
    return Museum.traps();
  }

  @ParameterizedTest
  @MethodSource("traps")
  void the_bad_piece_is_caught(Trap<?> trap) {
    assertThat(said(trap)).contains(trap.words());
  }

  @ParameterizedTest
  @MethodSource("traps")
  void the_counterpart_passes(Trap<?> trap) {
    assertThatCode(trap::ofGood).doesNotThrowAnyException();
  }

  @Test
  void what_passes_a_trap_is_reported_as_a_hole_of_the_kit() {
    Piece<String> harmless =
        Piece.of("harmless", "nothing", "D1", "bad", "good")
            .caughtBy(Layer.TWICE, code -> {}, "anything");

    assertThatThrownBy(() -> said(harmless.traps().get(0)))
        .isInstanceOf(AssertionError.class)
        .hasMessage("harmless, by TWICE: it passed, so the kit has a hole");
  }

  @Test
  void at_least_twenty_five_pieces_are_all_caught_and_listed() throws IOException {
    List<Piece<?>> pieces = Museum.pieces();
    assertThat(pieces).extracting(Piece::name).doesNotHaveDuplicates();
    assertThat(Museum.traps().map(Trap::toString)).doesNotHaveDuplicates();
    assertThat(pieces)
        .allSatisfy(
            piece -> {
              assertThat(piece.traps()).isNotEmpty();
              assertThat(piece.wrong()).isNotBlank();
              assertThat(piece.faults()).matches("[A-Z]\\d+(, [A-Z]\\d+)*");
            });
    List<String> lines = new ArrayList<>();
    for (Piece<?> piece : pieces) {
      for (Trap<?> trap : piece.traps()) {
        String message = said(trap);
        assertThat(message).contains(trap.words());
        System.out.printf("%s -> %s -> %s%n", piece, trap.layer(), line(message, ""));
      }
      System.out.printf("  (%s: %s)%n", piece.faults(), piece.wrong());
      lines.add(shown(piece));
    }
    Set<Layer> layers = new HashSet<>();
    pieces.forEach(piece -> piece.traps().forEach(trap -> layers.add(trap.layer())));
    lines.add(
        0,
        "The museum: %d pieces of bad code, all caught (%d traps of %d kinds):"
            .formatted(pieces.size(), Museum.traps().count(), layers.size()));
    Files.createDirectories(FILE.getParent());
    Files.writeString(FILE, String.join("\n", lines) + "\n");
    System.out.println(Files.readString(FILE));
    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(WIDTH));
    assertThat(pieces).hasSizeGreaterThanOrEqualTo(25);
  }

  /** The piece, what catches it, and the line of the first one's message that tells it. */
  private static String shown(Piece<?> piece) {
    String layers =
        piece.traps().stream()
            .map(trap -> trap.layer().word())
            .distinct()
            .collect(Collectors.joining("+"));
    Trap<?> first = piece.traps().get(0);
    String line =
        "  %-37s %-8s %-14s %s"
            .formatted(piece, piece.faults(), layers, brief(line(said(first), first.words())));
    return line.length() <= WIDTH ? line : line.substring(0, WIDTH - 3) + "...";
  }

  /** Without the query in which it was found. */
  private static String brief(String line) {
    return line.replaceFirst("(?<=\\w)( in)? \\(?'select .*", "").replaceAll(" +", " ");
  }

  private static String line(String message, String words) {
    return message.lines().filter(line -> line.contains(words)).findFirst().orElse("?").strip();
  }

  private static synchronized String said(Trap<?> trap) {
    return SAID.computeIfAbsent(trap.toString(), name -> caught(trap));
  }

  private static String caught(Trap<?> trap) {
    try {
      trap.ofBad();
    } catch (AssertionError e) {
      return String.valueOf(e.getMessage());
    } catch (Exception e) {
      throw new IllegalStateException(trap + " did not get as far as a verdict", e);
    }
    throw new AssertionError(trap + ": it passed, so the kit has a hole");
  }
}
