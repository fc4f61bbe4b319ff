# Azimuth. `make help` tells what there is; the first two are all that a newcomer needs.

GO       ?= go
BIN      := bin/azimuth
STEPS    := bin/azimuth-steps
LINT     := bin/golangci-lint
MODULES  := . test/sdk test/exec/goclient test/testcontainers azimuthtest/azure examples/service-go
# Debian's Python, which has the packages that az brings.
PYTHON   ?= /usr/bin/python3
COMPILE  := $(GO) build -buildvcs=auto -o $(BIN) ./cmd/azimuth
PLATFORMS := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

# For every command alike, the tests' own too: what one has compiled is there for the next.
export CGO_ENABLED := 0
export GOFLAGS := $(strip $(filter-out -trimpath,$(shell $(GO) env GOFLAGS)) -trimpath)

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo
demo: binary $(STEPS) ## Run the main job with the Azure SDK for Go, as a story
	@$(BIN) demo --client $(STEPS)

# The stages of the tests, in the order in which they begin as far as they may, and
# how many run beside each other where `make -j` does not say: as
# many as there are processors, and two at least, since some mostly wait.
STAGES := build install check cross unit az race portal-test sdks examples image-test
LANES  := $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); echo $$((n > 2 ? n : 2)))

.PHONY: test
test: ## Install what the tests need, then run everything
	@rm -rf bin/stages && mkdir -p bin/stages && date +%s >bin/stages/began
	@$(MAKE) --no-print-directory $(if $(findstring --jobserver,$(MAKEFLAGS)),,-j$(LANES)) $(STAGES:%=stage-%); \
		status=$$?; test/stages $(STAGES); exit $$status

# What is built is not built again while others use it (-o).
.PHONY: $(STAGES:%=stage-%)
stage-build:
	@test/stage build $(MAKE) --no-print-directory build
$(filter-out stage-build,$(STAGES:%=stage-%)):
	@test/stage $(@:stage-%=%) $(MAKE) --no-print-directory -o build -o web $(@:stage-%=%)

# Each begins when what it compiles is there, or it would be compiled twice.
stage-check stage-cross: | stage-build
stage-unit stage-race stage-az stage-portal-test stage-sdks stage-examples stage-image-test: | stage-install stage-check

.PHONY: build
build: web ## Make bin/azimuth, with the portal where Node.js is there
	$(COMPILE)

# The page that is there already, or none: what needs no portal does not wait for one.
.PHONY: binary
binary:
	$(COMPILE)

.PHONY: $(STEPS)
$(STEPS):
	cd test/sdk && $(GO) build -o ../../$(STEPS) ./cmd/steps

# The portal's page, built where what it is made of has changed.
PAGE := internal/portal/site/dist/index.html

.PHONY: web
web: $(if $(shell command -v npm),$(PAGE),without-node)

.PHONY: without-node
without-node:
	@echo "Node.js is not installed: this build has no portal"

$(PAGE): web/package-lock.json web/index.html web/vite.config.ts web/tsconfig.json $(shell find web/src web/public -type f)
	@cd web && { [ -e node_modules/.package-lock.json ] && [ ! package-lock.json -nt node_modules/.package-lock.json ] || npm ci --no-audit --no-fund --loglevel=error; }
	cd web && npm run --silent build

.PHONY: install
install: ## Install the programs and packages that the tests use
	test/install

.PHONY: check
check: $(LINT) ## Formatting, vet and lint of every module
	@unformatted=$$(gofmt -l azimuthtest cmd examples internal test); if [ -n "$$unformatted" ]; then echo "not gofmt-ed: $$unformatted"; exit 1; fi
	@for module in $(MODULES); do echo "lint $$module"; (cd $$module && $(CURDIR)/$(LINT) run --config $(CURDIR)/.golangci.yml ./...) || exit 1; done

$(LINT): tools/go.mod
	cd tools && $(GO) build -o ../$(LINT) github.com/golangci/golangci-lint/v2/cmd/golangci-lint

# The linter vets. A package may take its time where others take the machine.
TESTFLAGS := -vet=off -timeout 20m

.PHONY: unit
unit: ## All tests of the root module, the whole server and the recordings among them
	AZIMUTH_REQUIRE_CLIENTS=1 $(GO) test $(TESTFLAGS) $$($(GO) list ./... | grep -v /test/az)

.PHONY: race
race: ## The parts that many goroutines share, under the race detector
	CGO_ENABLED=1 $(GO) test $(TESTFLAGS) -race -short ./internal/store/... ./internal/token ./internal/imds ./internal/rbac ./internal/server ./test/concurrency

.PHONY: clients
clients: sdks portal-test ## The Azure SDKs for Go and JavaScript, and Chromium, against the real binary

.PHONY: sdks
sdks: build ## The Azure SDKs alone
	cd test/sdk && AZIMUTH_BIN=$(CURDIR)/$(BIN) $(GO) test $(TESTFLAGS) -count=1 ./...
	cd azimuthtest/azure && $(GO) test $(TESTFLAGS) -count=1 ./...
	cd test/testcontainers && AZIMUTH_REQUIRE_CLIENTS=1 $(GO) test $(TESTFLAGS) -count=1 ./...
	AZIMUTH_BIN=$(CURDIR)/$(BIN) node test/js/run.mjs

.PHONY: portal-test
portal-test: build ## The portal alone in Chromium
	AZIMUTH_BIN=$(CURDIR)/$(BIN) node test/portal/run.mjs

.PHONY: examples
examples: build ## The sample services with their own tests
	cd examples/service-go && $(GO) test $(TESTFLAGS) -count=1 ./...
	cd examples/service-js && AZIMUTH_BIN=$(CURDIR)/$(BIN) node --test --test-reporter=spec
	cd examples/service-python && AZIMUTH_BIN=$(CURDIR)/$(BIN) $(PYTHON) -m unittest

.PHONY: portal
portal: build ## The same; also makes the pictures of docs/portal
	AZIMUTH_SCREENSHOTS=docs/portal AZIMUTH_BIN=$(CURDIR)/$(BIN) node test/portal/run.mjs

.PHONY: portal-bench
portal-bench: build ## How long the portal takes from a click to the page that it leads to
	AZIMUTH_BIN=$(CURDIR)/$(BIN) node test/portal/run.mjs navigation.bench

.PHONY: az
az: build ## The Azure CLI against the real binary, and how long each of its commands took
	@AZIMUTH_REQUIRE_CLIENTS=1 AZIMUTH_BIN=$(CURDIR)/$(BIN) AZIMUTH_AZ_TIMES=$(CURDIR)/bin/az-times.txt $(GO) test $(TESTFLAGS) -count=1 ./test/az
	@cat bin/az-times.txt

.PHONY: judge
judge: install ## Every answer of the whole-server tests against Azure's API descriptions
	@mkdir -p bin && rm -f bin/exchanges.jsonl
	AZIMUTH_RECORD=$(CURDIR)/bin/exchanges.jsonl $(GO) test -count=1 ./internal/server ./internal/arm/...
	node test/judge/run.mjs bin/exchanges.jsonl

.PHONY: cross
cross: ## Static builds for every platform
	@for platform in $(PLATFORMS); do \
		echo "build $$platform"; \
		GOOS=$${platform%/*} GOARCH=$${platform#*/} $(GO) build -o /dev/null ./cmd/azimuth || exit 1; \
	done

.PHONY: release
release: web ## Archives for every platform in dist/, with checksums and what is in them
	cd tools && $(GO) run ./release -source .. -into ../dist $(PLATFORMS)

.PHONY: release-check
release-check: release ## Build the release again, from a clone in another place, and compare it to the byte
	test/release/again $(PLATFORMS)

# The image, in a store of its own, and as an archive for podman load and docker load.
IMAGE := localhost/azimuth
BUILDAH := buildah --root $(CURDIR)/bin/image/store --runroot $(CURDIR)/bin/image/run --storage-driver vfs

.PHONY: image
image: web ## The container image, as bin/image/azimuth.tar
	@mkdir -p bin/image && rm -rf bin/image/root && install -d -m 1777 bin/image/root/tmp && install -d -m 0777 bin/image/root/data
	$(GO) build -ldflags='-s -w' -buildvcs=auto -o bin/image/azimuth ./cmd/azimuth
	$(BUILDAH) build --isolation chroot --format docker --timestamp 0 --tag $(IMAGE) --file Containerfile .
	@rm -f bin/image/azimuth.tar
	$(BUILDAH) push --quiet $(IMAGE) docker-archive:bin/image/azimuth.tar:$(IMAGE):latest

.PHONY: image-test
image-test: image ## The image as a container: not as root, read-only, without capabilities
	AZIMUTH_BIN=$(CURDIR)/bin/image/azimuth AZIMUTH_IMAGE=$(CURDIR)/bin/image/azimuth.tar $(GO) test $(TESTFLAGS) -count=1 -v ./test/image

.PHONY: bench
bench: build ## Ratios against the bare things that Azimuth stands on
	$(GO) test ./test/bench -run '^$$' -bench . -benchtime 1x

.PHONY: fuzz
fuzz: ## Every fuzz target for a short while
	@for package in $$($(GO) list ./...); do \
		for target in $$($(GO) test -list '^Fuzz' $$package | grep '^Fuzz'); do \
			echo "$$package $$target"; \
			$(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime 10s $$package || exit 1; \
		done; \
	done

.PHONY: chaos
chaos: ## Kill a server under load fifty times, and look for what was lost
	AZIMUTH_CHAOS_ROUNDS=50 $(GO) test ./test/chaos -run Chaos -count=1 -timeout 15m -v

.PHONY: arm64
arm64: ## What is written in assembly, and exec, on an emulated machine with an arm64 processor
	test/arm64/try

.PHONY: clean
clean: ## Remove what was built
	rm -rf bin dist internal/portal/site/dist
