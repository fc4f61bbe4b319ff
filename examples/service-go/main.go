// Command service-go starts and stops the virtual machines of one resource group,
// with the managed identity of the machine that it runs on. It is a sample: all
// of it is as one would write it for Azure, and nothing in it knows of a test.
//
//	AZURE_SUBSCRIPTION_ID=... RESOURCE_GROUP=rg LISTEN=127.0.0.1:8090 service-go
package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	if err := run(context.Background(), log); err != nil {
		log.Error("the service ended", "error", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, log *slog.Logger) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	// A service never takes a developer's sign-in: only what a deployment gives it.
	if os.Getenv("AZURE_TOKEN_CREDENTIALS") == "" {
		if err := os.Setenv("AZURE_TOKEN_CREDENTIALS", "prod"); err != nil {
			return err
		}
	}
	credential, err := azidentity.NewDefaultAzureCredential(nil)
	if err != nil {
		return err
	}
	s, err := newService(os.Getenv("AZURE_SUBSCRIPTION_ID"), os.Getenv("RESOURCE_GROUP"), credential, clientOptions(), log)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", os.Getenv("LISTEN"))
	if err != nil {
		return err
	}
	log.Info("ready", "address", listener.Addr().String())

	server := &http.Server{Handler: s.handler(), ReadHeaderTimeout: 5 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	// Who has asked already gets an answer.
	last, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := server.Shutdown(last); err != nil {
		return err
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
