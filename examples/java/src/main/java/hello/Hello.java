package hello;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import havoc.slack.chat.v1.ChatGrpc;
import havoc.slack.chat.v1.ChatOuterClass.PostMessageRequest;
import havoc.v1.EventsGrpc;
import havoc.v1.EventsOuterClass.Ack;
import havoc.v1.EventsOuterClass.Delivery;
import havoc.v1.EventsOuterClass.Extend;
import havoc.v1.EventsOuterClass.Handles;
import havoc.v1.EventsOuterClass.Match;
import havoc.v1.EventsOuterClass.Nak;
import havoc.v1.EventsOuterClass.Open;
import havoc.v1.EventsOuterClass.SubscribeRequest;
import havoc.v1.EventsOuterClass.SubscribeResponse;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Answers mentions, like the app in examples/python. */
public final class Hello {
  private static final ExecutorService WORKERS = Executors.newFixedThreadPool(10);
  private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor();

  private static final Metadata.Key<String> TEAM = Metadata.Key.of("havoc-team", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> ENTERPRISE =
      Metadata.Key.of("havoc-enterprise", Metadata.ASCII_STRING_MARSHALLER);

  private final ManagedChannel channel;

  private Hello(ManagedChannel channel) {
    this.channel = channel;
  }

  public static void main(String[] args) throws InterruptedException {
    var address = System.getenv().getOrDefault("HAVOC_ADDRESS", "127.0.0.1:7433");
    var channel = Grpc.newChannelBuilder(address, InsecureChannelCredentials.create())
        .maxInboundMessageSize(16 * 1024 * 1024)
        .keepAliveTime(30, SECONDS)
        .build();
    while (true) {
      new Hello(channel).new Subscription().await();
      Thread.sleep(1_000);
    }
  }

  private void handle(Delivery delivery) {
    var event = delivery.getEvent().getEvent().getAppMention();
    var callFor = MetadataUtils.newAttachHeadersInterceptor(headersOf(delivery));
    ChatGrpc.newBlockingStub(channel).withInterceptors(callFor).withDeadlineAfter(60, SECONDS).postMessage(
        PostMessageRequest.newBuilder()
            .setChannel(event.getChannel())
            .setThreadTs(event.getTs())
            .setText("Hello " + delivery.getContext().getUser().getName())
            .build());
  }

  /** Says for which of the app's installations a call acts. */
  private static Metadata headersOf(Delivery delivery) {
    var headers = new Metadata();
    var installation = delivery.getContext().getInstallation();
    if (installation.hasTeamId()) headers.put(TEAM, installation.getTeamId());
    if (installation.hasEnterpriseId()) headers.put(ENTERPRISE, installation.getEnterpriseId());
    return headers;
  }

  /** One stream of deliveries, until it ends. */
  private final class Subscription implements StreamObserver<SubscribeResponse> {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final StreamObserver<SubscribeRequest> outgoing = EventsGrpc.newStub(channel).subscribe(this);
    private volatile long leaseMs = 30_000;

    void await() throws InterruptedException {
      var mentions = Handles.newBuilder().setKind("event")
          .addMatches(Match.newBuilder().setProperty("type").setEquals("app_mention"));
      send(SubscribeRequest.newBuilder()
          .setOpen(Open.newBuilder().setName("hello").setMaxInFlight(10).addHandles(mentions)));
      ended.await();
    }

    /** Sends one message at a time, as gRPC requires. */
    private synchronized void send(SubscribeRequest.Builder request) {
      outgoing.onNext(request.build());
    }

    /** Handles a delivery, extends its lease meanwhile, and settles it. */
    private void settle(Delivery delivery) {
      var extend = Extend.newBuilder().setId(delivery.getId()).setLease(delivery.getLease());
      var extending = CLOCK.scheduleAtFixedRate(
          () -> send(SubscribeRequest.newBuilder().setExtend(extend)), leaseMs / 3, leaseMs / 3, MILLISECONDS);
      var settlement = SubscribeRequest.newBuilder();
      try {
        handle(delivery);
        settlement.setAck(Ack.newBuilder().setId(delivery.getId()).setLease(delivery.getLease()));
      } catch (RuntimeException error) {
        settlement.setNak(Nak.newBuilder()
            .setId(delivery.getId()).setLease(delivery.getLease()).setError(error.toString()));
      } finally {
        extending.cancel(false);
      }
      send(settlement);
    }

    @Override
    public void onNext(SubscribeResponse incoming) {
      switch (incoming.getResponseCase()) {
        case OPENED -> leaseMs = incoming.getOpened().getLeaseMs();
        case DELIVERY -> WORKERS.submit(() -> settle(incoming.getDelivery()));
        case REFUSED -> System.err.println(incoming.getRefused().getMessage());
        default -> { }
      }
    }

    @Override
    public void onError(Throwable error) {
      System.err.println(error.getMessage());
      ended.countDown();
    }

    @Override
    public void onCompleted() {
      ended.countDown();
    }
  }
}
