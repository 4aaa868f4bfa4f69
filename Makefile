# pistor - build, check, install
#
#	make            the program, build/pistor         make demo    a practice clinic to look around in
#	make check      every test but the long ones      make trial   the long ones
#	make install    PREFIX=/usr/local DESTDIR=        make bench   speed, against bare C programs
#	make bless      rewrite transcripts and goldens   make lint, make coverage, make clean
#
# SANITIZE=1 builds and checks under the address and undefined-behaviour sanitizers.
CC      ?= cc
CFLAGS  ?= -O2 -g
PREFIX  ?= /usr/local

out     := build$(if $(SANITIZE),/sanitize)$(if $(COVERAGE),/coverage)
flags   := -std=gnu11 -Wall -Wextra -Werror -MMD -MP -D_GNU_SOURCE -Iinclude -I$(out)
libs    := -lsqlite3 -lsodium -lcsv -lm
brew    := $(shell command -v brew >/dev/null 2>&1 && brew --prefix)
ifneq ($(brew),)
flags   += -I$(brew)/include
LDFLAGS += -L$(brew)/lib
endif
# A C library without argp has it beside.
libs    += $(if $(wildcard /usr/lib/libargp.* $(brew)/lib/libargp.*),-largp)
# A shared libxlsxwriter is opened when a workbook is (src/report/xlsx.h), any other linked; looked for
# when it is needed, since it may only then have been installed.
shared   = $(notdir $(realpath $(shell $(CC) -print-file-name=libxlsxwriter.so)))
late     = $(addsuffix "',$(addprefix -DXLSX_LIBRARY='",$(shared)))
linked   = $(if $(shared),$(archive),-lxlsxwriter -lminizip -lexpat -lz)
# The library's calls into an archive find ours (src/report/zip.c) before minizip's.
archive  = -Wl,--export-dynamic-symbol='zip*'
ifdef SANITIZE
flags   += -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LDFLAGS += -fsanitize=address,undefined
endif
ifdef COVERAGE
flags   += --coverage
CFLAGS  := -O0 -g
LDFLAGS += --coverage
endif

core    := $(patsubst %.c,$(out)/%.o,$(wildcard src/value/*.c src/store/*.c src/domain/*.c src/report/*.c))
front   := $(patsubst %.c,$(out)/%.o,$(wildcard src/cli/*.c))
tests   := $(patsubst tests/unit/%.c,$(out)/%,$(wildcard tests/unit/test_*.c))
made    := $(addprefix $(out)/,queries.inc schema.inc demo.inc reports.inc template.inc \
           $(addprefix starter-,classes.inc ingredients.inc rules.inc phrases.inc))

bench   := $(addprefix $(out)/bench/,pair floor strip fill sheet history unsealed)

# What is asked for decides what must be there, and whether it is fetched or only named.
asked   := $(filter demo check trial bench bless covered needs,$(MAKECMDGOALS))
needs   := $(out)/needs-$(if $(filter-out demo,$(asked)),check,build)

$(out)/pistor: $(front) $(out)/libpistor.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(linked) $(libs) $(LDLIBS)

$(out)/libpistor.a: $(core)
	rm -f $@ && $(AR) rcs $@ $^

$(out)/%.o: %.c | $(needs) $(made)
	@mkdir -p $(@D)
	$(CC) $(flags) $(late) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(out)/test_%: $(out)/tests/unit/test_%.o $(out)/libpistor.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lcmocka $(linked) $(libs) $(LDLIBS)

# What is timed links the library, and the floors only what they are about; unsealed is a history without a journal.
$(out)/bench/unsealed: $(out)/tests/bench/history.o
$(out)/bench/fill $(out)/bench/history $(out)/bench/unsealed: $(out)/libpistor.a
$(out)/bench/sheet: LDLIBS += -lxlsxwriter
$(out)/bench/%: $(out)/tests/bench/%.o
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(if $(filter %.a,$^),$(linked) $(libs),-lsqlite3) $(LDLIBS)

# The folder is named, too: a file taken away is a change.
$(out)/queries.inc: sql/embed.awk $(wildcard sql/*.sql) sql
	@mkdir -p $(out)
	awk -f $(filter %.awk %.sql %.csv,$^) > $@.new && mv $@.new $@

$(out)/schema.inc: sql/embed.awk $(wildcard sql/schema/*.sql) sql/schema
	@mkdir -p $(out)
	awk -v whole=1 -f $(filter %.awk %.sql %.csv,$^) > $@.new && mv $@.new $@

$(out)/starter-%.inc: sql/starter.awk $(wildcard sql/starter/*.csv) sql/starter
	@mkdir -p $(out)
	awk -f $< $(filter sql/starter/$*%,$^) > $@.new && mv $@.new $@

$(out)/reports.inc: sql/embed.awk $(wildcard reports/*.sql) reports
	@mkdir -p $(out)
	awk -v report=1 -f $(filter %.awk %.sql %.csv,$^) > $@.new && mv $@.new $@

$(out)/template.inc: sql/starter/template.sql
$(out)/demo.inc: sql/starter/demo.txt
$(out)/demo.inc $(out)/template.inc:
	@mkdir -p $(out)
	sed 's/\\/&&/g; s/"/\\"/g; s/.*/"&\\n"/' $< > $@.new && mv $@.new $@

$(out)/needs-%: .ci/needs
	@CC='$(CC)' CPPFLAGS='$(CPPFLAGS)$(if $(brew), -I$(brew)/include)' .ci/needs $(if $(asked),install,tell) $*
	@mkdir -p $(out) && touch $@

needs: $(needs)

chance  := $$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')

# Once more with the rows of every statement without an order turned round (see tests/reverse.c).
reverse := $(if $(SANITIZE)$(COVERAGE),,$(if $(wildcard /lib/*/libc.so.6 /lib64/libc.so.6),$(out)/reverse.so))

$(out)/reverse.so: tests/reverse.c | $(needs)
	$(CC) $(flags) -shared -fPIC -o $@ $< -lsqlite3

check: $(out)/pistor $(tests) $(reverse) $(out)/bench/fill
	@tests/all $(out) $(abspath $(reverse))

# What the check asks of the same seeds everywhere, asked of chance; each test prints the seed that repeats it.
trial: $(out)/pistor $(tests) $(bench)
	PISTOR_SEED=$(chance) ROUNDS=1000 $(out)/test_kill
	for i in $$(seq 20); do \
	  PISTOR_SEED=$(chance) $(out)/test_laws && PISTOR_SEED=$(chance) PISTOR_ACTS=4000 $(out)/test_history || exit 1; done
	@tests/memory $(out)
	@tests/bench/run $(out) 10000000 trial

bench: $(out)/pistor $(bench)
	@tests/bench/run $(out)

bless: $(out)/pistor
	@tests/cli/run --bless $(out)/pistor tests/cli/*.txt README.md
	@tests/workbook --bless $(out)/pistor
	@tests/reports --bless $(out)/pistor

# Minutes of analyzers, so not part of the check; what was found clean is asked again when it changed.
lint: $(made)
	@tests/lint $(out)

demo: $(out)/pistor
	@rm -rf $(out)/demo && $(out)/pistor demo $(out)/demo

install: $(out)/pistor
	install -d '$(DESTDIR)$(PREFIX)/bin'
	install -m 755 $(out)/pistor '$(DESTDIR)$(PREFIX)/bin/pistor'

coverage:
	@$(MAKE) --no-print-directory COVERAGE=1 covered

covered: $(out)/pistor $(tests)
	@find $(out) -name '*.gcda' -delete
	@for t in $(tests); do $$t >/dev/null 2>&1 || echo "failed: $$t"; done
	@tests/cli/run $(out)/pistor tests/cli/*.txt README.md || true
	@tests/covered $(out)

clean:
	rm -rf build

-include $(shell find $(out) -name '*.d' 2>/dev/null)
.SECONDARY:
.PHONY: needs check trial bench bless lint demo install coverage covered clean
