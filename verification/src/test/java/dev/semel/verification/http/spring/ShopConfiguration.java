// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http.spring;

import dev.semel.Semel;
import dev.semel.http.Idempotency;
import dev.semel.http.IdempotencyBuilder;
import dev.semel.http.Operation;
import dev.semel.http.servlet.Callers;
import dev.semel.http.servlet.IdempotencyFilter;
import jakarta.servlet.DispatcherType;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** An application as Spring Boot makes it, with the filter behind its security. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ShopController.class, Shop.class, Unreached.class, ShopConfiguration.Security.class})
class ShopConfiguration {
  private static final String[] REPLAYED = {
    "/charges",
    "/forms",
    "/uploads",
    "/swallowed",
    "/rolled-back",
    "/no-payer",
    "/requires-new",
    "/deferred",
    "/future",
    "/callable",
    "/outside",
    "/declined",
    "/broken",
    "/refused",
    "/handled",
    "/handled-in-transaction",
    "/listened",
    "/late"
  };

  // tag::filter[]
  @Bean
  FilterRegistrationBean<IdempotencyFilter> idempotencyFilter(
      Idempotency idempotency, @Value("${shop.filter-order:0}") int order) {
    var filter =
        new FilterRegistrationBean<>(IdempotencyFilter.of(idempotency, Callers.byPrincipal()));
    filter.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
    filter.setOrder(order); // behind Spring Security, which is at -100
    return filter;
  }

  // end::filter[]

  // tag::check[]
  @Bean
  SmartInitializingSingleton noStreams(
      Idempotency idempotency,
      @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping endpoints) {
    return () ->
        endpoints
            .getHandlerMethods()
            .forEach(
                (info, method) ->
                    info.getMethodsCondition()
                        .getMethods()
                        .forEach(
                            verb ->
                                info.getPatternValues()
                                    .forEach(
                                        path ->
                                            idempotency.check(
                                                verb.name(),
                                                path,
                                                method.getMethod().getGenericReturnType()))));
  }

  // end::check[]

  @Bean
  Idempotency idempotency(
      Semel semel,
      DataSource dataSource,
      @Value("${shop.streams-declared:true}") boolean streamsDeclared) {
    IdempotencyBuilder builder =
        Idempotency.on(semel)
            .named("shop")
            .binding(new SpringBinding(dataSource))
            .selfTestPath("/self-test");
    for (String path : REPLAYED) {
      builder.operation("POST", path, Operation.named(path.substring(1)));
    }
    builder.operation("PUT", "/forms", Operation.named("put-form"));
    builder.operation(
        "POST", "/untracked", Operation.named("untracked").untracked(Duration.ofMinutes(1)));
    Operation streamed = Operation.named("streamed");
    return builder
        .operation("POST", "/streamed", streamsDeclared ? streamed.notReplayable() : streamed)
        .operation("POST", "/events", Operation.named("events").notReplayable())
        .build();
  }

  /** As an API has it: each request brings its credentials. */
  static class Security {
    @Bean
    SecurityFilterChain security(HttpSecurity http) throws Exception {
      http.csrf(AbstractHttpConfigurer::disable)
          .httpBasic(Customizer.withDefaults())
          .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
          .authorizeHttpRequests(requests -> requests.anyRequest().authenticated());
      return http.build();
    }

    @Bean
    UserDetailsService users() {
      return new InMemoryUserDetailsManager(
          User.withUsername("alice").password("{noop}secret").roles("USER").build(),
          User.withUsername("bob").password("{noop}secret").roles("USER").build());
    }
  }
}
