// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.peers;

import com.sun.net.httpserver.HttpHandler;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.processor.idempotent.jdbc.JdbcMessageIdRepository;

/**
 * The idempotent consumer of Apache Camel as its page says: ids are added eagerly and removed when
 * the exchange fails, which is its default, in a table of the same database; duplicates are routed
 * on, so that the application can say 409.
 */
record Camel(CamelContext context, HttpHandler handler) implements Peer {
  private static final String ID = "chargeId";

  static Camel of(Charges charges, DataSource dataSource) throws Exception {
    JdbcMessageIdRepository repository = new JdbcMessageIdRepository(dataSource, "charges");
    CamelContext context = new DefaultCamelContext();
    context.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:charges")
                .idempotentConsumer(header(ID), repository)
                .skipDuplicate(false)
                .filter(exchangeProperty(Exchange.DUPLICATE_MESSAGE).isEqualTo(true))
                .setBody(exchange -> Answer.text(409, "this charge was asked for already"))
                .stop()
                .end()
                .process(
                    exchange ->
                        exchange
                            .getMessage()
                            .setBody(charges.inTransaction(exchange.getIn().getBody(Call.class))));
          }
        });
    context.start();
    ProducerTemplate template = context.createProducerTemplate();
    return new Camel(context, KeyedWork.handler((id, call) -> once(template, id, call)));
  }

  private static Answer once(ProducerTemplate template, String id, Call call) throws Exception {
    Exchange done =
        template.send(
            "direct:charges",
            exchange -> {
              exchange.getIn().setHeader(ID, id);
              exchange.getIn().setBody(call);
            });
    if (done.getException() != null) {
      throw done.getException();
    }
    return done.getMessage().getBody(Answer.class);
  }

  @Override
  public String title() {
    return "Apache Camel " + System.getProperty("camel.version");
  }

  @Override
  public Set<String> offers() {
    return Set.of("bare");
  }

  @Override
  public void close() {
    context.stop();
  }
}
