package main

import (
	"context"
	"log"
	"os"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"

	chat "example.com/hello/gen/havoc/slack/chat/v1"
	havoc "example.com/hello/gen/havoc/v1"
)

const most = 16 * 1024 * 1024

func main() {
	address := os.Getenv("HAVOC_ADDRESS")
	if address == "" {
		address = "127.0.0.1:7433"
	}
	conn, err := grpc.NewClient(address,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(most), grpc.MaxCallSendMsgSize(most)),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 30 * time.Second}))
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	for {
		log.Print(subscribe(context.Background(), conn))
		time.Sleep(time.Second)
	}
}

func handle(ctx context.Context, conn *grpc.ClientConn, delivery *havoc.Delivery) error {
	event := delivery.GetEvent().GetEvent().GetAppMention()
	// Says for which of the app's installations the call acts.
	installation := delivery.GetContext().GetInstallation()
	for key, id := range map[string]string{
		"havoc-team":       installation.GetTeamId(),
		"havoc-enterprise": installation.GetEnterpriseId(),
	} {
		if id != "" {
			ctx = metadata.AppendToOutgoingContext(ctx, key, id)
		}
	}
	_, err := chat.NewChatClient(conn).PostMessage(ctx, &chat.PostMessageRequest{
		Channel:  event.Channel,
		ThreadTs: event.Ts,
		Text:     proto.String("Hello " + delivery.GetContext().GetUser().GetName()),
	})
	return err
}

// A stream and its lock. Only one goroutine at a time may send on a stream.
type subscription struct {
	sync.Mutex
	stream havoc.Events_SubscribeClient
}

func (s *subscription) send(request *havoc.SubscribeRequest) {
	s.Lock()
	defer s.Unlock()
	if err := s.stream.Send(request); err != nil {
		log.Print(err)
	}
}

func subscribe(ctx context.Context, conn *grpc.ClientConn) error {
	stream, err := havoc.NewEventsClient(conn).Subscribe(ctx)
	if err != nil {
		return err
	}
	s := &subscription{stream: stream}
	mentions := &havoc.Handles{Kind: proto.String("event"), Matches: []*havoc.Match{{
		Property: proto.String("type"),
		Value:    &havoc.Match_Equals{Equals: "app_mention"},
	}}}
	s.send(&havoc.SubscribeRequest{Request: &havoc.SubscribeRequest_Open{Open: &havoc.Open{
		Name: proto.String("hello"), Handles: []*havoc.Handles{mentions},
	}}})
	lease := 30 * time.Second
	for {
		incoming, err := stream.Recv()
		if err != nil {
			return err
		}
		switch response := incoming.Response.(type) {
		case *havoc.SubscribeResponse_Opened:
			lease = time.Duration(response.Opened.GetLeaseMs()) * time.Millisecond
		case *havoc.SubscribeResponse_Delivery:
			go s.settle(ctx, conn, response.Delivery, lease)
		case *havoc.SubscribeResponse_Refused:
			log.Print(response.Refused.GetMessage())
		}
	}
}

// Handles a delivery, extends its lease meanwhile, and settles it.
func (s *subscription) settle(ctx context.Context, conn *grpc.ClientConn, delivery *havoc.Delivery, lease time.Duration) {
	done := make(chan error, 1)
	go func() { done <- handle(ctx, conn, delivery) }()
	extend := time.NewTicker(lease / 3)
	defer extend.Stop()
	for {
		select {
		case <-extend.C:
			s.send(&havoc.SubscribeRequest{Request: &havoc.SubscribeRequest_Extend{
				Extend: &havoc.Extend{Id: delivery.Id, Lease: delivery.Lease},
			}})
		case err := <-done:
			if err != nil {
				s.send(&havoc.SubscribeRequest{Request: &havoc.SubscribeRequest_Nak{
					Nak: &havoc.Nak{Id: delivery.Id, Lease: delivery.Lease, Error: proto.String(err.Error())},
				}})
			} else {
				s.send(&havoc.SubscribeRequest{Request: &havoc.SubscribeRequest_Ack{
					Ack: &havoc.Ack{Id: delivery.Id, Lease: delivery.Lease},
				}})
			}
			return
		}
	}
}
