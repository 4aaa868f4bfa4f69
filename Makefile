# pistor - build, check, install
CC      ?= cc
CFLAGS  ?= -O2 -g
PREFIX  ?= /usr/local

flags   := -std=gnu11 -Wall -Wextra -Werror -MMD -MP -D_GNU_SOURCE -Iinclude -Ibuild
libs    := -lsqlite3 -lxlsxwriter -lsodium -lcsv
ifdef SANITIZE
flags   += -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LDFLAGS += -fsanitize=address,undefined
endif

core    := $(patsubst %.c,build/%.o,$(wildcard src/value/*.c src/store/*.c src/domain/*.c src/report/*.c))
front   := $(patsubst %.c,build/%.o,$(wildcard src/cli/*.c))
tests   := $(patsubst tests/unit/%.c,build/%,$(wildcard tests/unit/test_*.c))

build/pistor: $(front) build/libpistor.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(libs) $(LDLIBS)

build/libpistor.a: $(core)
	rm -f $@ && $(AR) rcs $@ $^

build/%.o: %.c | build/queries.inc build/schema.inc
	@mkdir -p $(@D)
	$(CC) $(flags) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

build/test_%: build/tests/unit/test_%.o build/libpistor.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lcmocka $(libs) $(LDLIBS)

build/queries.inc: sql/embed.awk $(wildcard sql/*.sql reports/*.sql)
	@mkdir -p build
	awk -f $^ > $@.new && mv $@.new $@

build/schema.inc: sql/embed.awk $(wildcard sql/schema/*.sql)
	@mkdir -p build
	awk -v whole=1 -f $^ > $@.new && mv $@.new $@

check: build/pistor $(tests)
	@for t in $(tests); do $$t || exit 1; done
	@tests/rooms
	@tests/cli/run build/pistor tests/cli/*.txt

clean:
	rm -rf build

-include $(shell find build -name '*.d' 2>/dev/null)
.SECONDARY:
.PHONY: check clean
