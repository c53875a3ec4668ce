// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.peers;

import com.sun.net.httpserver.HttpHandler;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.integration.IntegrationMessageHeaderAccessor;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.handler.advice.IdempotentReceiverInterceptor;
import org.springframework.integration.jdbc.metadata.JdbcMetadataStore;
import org.springframework.integration.metadata.ConcurrentMetadataStore;
import org.springframework.integration.selector.MetadataStoreSelector;
import org.springframework.integration.support.MessageBuilder;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.core.GenericMessagingTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/**
 * The idempotent receiver of Spring Integration as its pages say: the store of what was seen is in
 * the same database, under transaction management, here that of the charge itself; a duplicate is
 * marked, and the application says 409.
 */
record SpringIntegration(AnnotationConfigApplicationContext context, HttpHandler handler)
    implements Peer {
  private static final String ID = "chargeId";

  /** The beans. */
  @Configuration
  @EnableIntegration
  @EnableTransactionManagement
  static class Wiring {
    @Bean
    PlatformTransactionManager transactionManager(DataSource dataSource) {
      return new DataSourceTransactionManager(dataSource);
    }

    @Bean
    ConcurrentMetadataStore metadataStore(DataSource dataSource) {
      return new JdbcMetadataStore(dataSource);
    }

    @Bean
    IdempotentReceiverInterceptor once(ConcurrentMetadataStore metadataStore) {
      return new IdempotentReceiverInterceptor(
          new MetadataStoreSelector(
              message -> Objects.requireNonNull(message.getHeaders().get(ID, String.class)),
              metadataStore));
    }

    @Bean
    IntegrationFlow chargesFlow(
        Charges charges,
        DataSource dataSource,
        PlatformTransactionManager transactionManager,
        IdempotentReceiverInterceptor once) {
      return IntegrationFlow.from("requests")
          // Around all that follows, not only around the bridge.
          .bridge(bridge -> bridge.transactional(transactionManager, true))
          .handle(
              Call.class,
              (call, headers) ->
                  headers.containsKey(IntegrationMessageHeaderAccessor.DUPLICATE_MESSAGE)
                      ? Answer.text(409, "this charge was asked for already")
                      : charge(charges, dataSource, call),
              endpoint -> endpoint.advice(once))
          .get();
    }

    private static Answer charge(Charges charges, DataSource dataSource, Call call) {
      try {
        return charges.on(DataSourceUtils.getConnection(dataSource), call).orDeclined();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  static SpringIntegration of(Charges charges, DataSource dataSource) {
    new ResourceDatabasePopulator(
            new ClassPathResource("org/springframework/integration/jdbc/schema-postgresql.sql"))
        .execute(dataSource);
    AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    context.registerBean(DataSource.class, () -> dataSource);
    context.registerBean(Charges.class, () -> charges);
    context.register(Wiring.class);
    context.refresh();
    MessageChannel channel = context.getBean("requests", MessageChannel.class);
    GenericMessagingTemplate template = new GenericMessagingTemplate();
    template.setBeanFactory(context);
    return new SpringIntegration(
        context, KeyedWork.handler((id, call) -> once(template, channel, id, call)));
  }

  private static Answer once(
      GenericMessagingTemplate template, MessageChannel channel, String id, Call call) {
    Message<?> reply =
        template.sendAndReceive(
            channel, MessageBuilder.withPayload(call).setHeader(ID, id).build());
    return (Answer) Objects.requireNonNull(reply, "no reply").getPayload();
  }

  @Override
  public String title() {
    return "Spring Integration " + System.getProperty("spring-integration.version");
  }

  @Override
  public Set<String> offers() {
    return Set.of("bare");
  }

  @Override
  public void close() {
    context.close();
  }
}
