/*
 * The program is killed, starved of disk and run twice at once, as a process: what was
 * acknowledged is there whole, everything else wholly or not at all, and a retry with the same
 * key gives exactly one. ROUNDS (default 40) says how often it is killed, PISTOR_SEED when.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

enum { MOST_WORDS = 24, AT_ONCE = 8, STREAM = 3 };

static char pistor[4096], room[64], store[96];
static unsigned seed;

/* Start the program with these words, in the room, its answer thrown away; gives its
 * process. */
static pid_t start(rlim_t most, char *const words[])
{
	pid_t child = fork();
	int nothing;

	if (child != 0)
		return child;
	if (most) {
		struct rlimit limit = { most, most };

		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &limit);
	}
	nothing = open("/dev/null", O_RDWR);
	dup2(nothing, STDIN_FILENO);
	dup2(nothing, STDOUT_FILENO);
	dup2(nothing, STDERR_FILENO);
	execv(pistor, words);
	_exit(127);
}

static int ended(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* "store create 'A clinic' ...": words apart by bars, run to the end; gives the exit status. */
static int run(const char *line)
{
	char text[512], *words[MOST_WORDS] = { pistor }, *rest = text;
	int count = 1;

	snprintf(text, sizeof text, "%s", line);
	for (char *word; (word = strtok_r(rest, "|", &rest)) && count < MOST_WORDS - 1; )
		words[count++] = word;
	return ended(start(0, words));
}

static pid_t start_receipt(int number, rlim_t most)
{
	char lot[32], key[32];
	char *words[] = { pistor,   "lot",       "receive",    "VITC-20", lot,
		          "10x5mL", "--expires", "2031-04-30", "--once",  key,
		          "--as",   "ph.anna",   "--yes",      NULL };

	snprintf(lot, sizeof lot, "K-%d", number);
	snprintf(key, sizeof key, "key %d", number);
	return start(most, words);
}

static sqlite3 *look(void)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open_v2(store, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	sqlite3_busy_timeout(db, 10000);
	return db;
}

static int64_t count(const char *format, ...)
{
	sqlite3 *db = look();
	sqlite3_stmt *statement;
	int64_t value;
	va_list rest;
	char *sql;

	va_start(rest, format);
	sql = sqlite3_vmprintf(format, rest);
	va_end(rest);
	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_free(sql);
	sqlite3_close(db);
	return value;
}

/* All rows of a receipt, or none: the lot, its revision, its status, its composition, its move,
 * the shelf, the answer to the key, the action and its seal. */
static int64_t rows_of(int number)
{
	return count("SELECT (SELECT count(*) FROM lot_revision WHERE maker_number = 'K-%d')"
	             " + (SELECT count(*) FROM lot_revision r JOIN lot_status s ON s.lot = "
	             "r.lot WHERE maker_number = 'K-%d')"
	             " + (SELECT count(*) FROM lot_revision r JOIN composition s ON s.lot = "
	             "r.lot WHERE maker_number = 'K-%d')"
	             " + (SELECT count(*) FROM lot_revision r JOIN move m ON m.lot = r.lot "
	             "WHERE maker_number = 'K-%d')"
	             " + (SELECT count(*) FROM lot_revision r JOIN shelf m ON m.lot = r.lot "
	             "WHERE maker_number = 'K-%d')"
	             " + (SELECT count(*) FROM action a JOIN seal s ON s.id = a.id JOIN answer "
	             "w ON w.action = a.id"
	             "     WHERE once = 'key %d')",
	             number, number, number, number, number, number);
}

enum { WHOLE = 6 };

static void holds(void)
{
	assert_int_equal(run("check"), 0);
	assert_int_equal(count("SELECT count(*) FROM (SELECT maker_number FROM lot_revision "
	                       "GROUP BY 1 HAVING count(*) > 1)"),
	                 0);
}

static int open_room(void **state)
{
	(void)state;
	strcpy(room, "/tmp/pistor-kill-XXXXXX");
	if (!mkdtemp(room))
		return 1;
	snprintf(store, sizeof store, "%s/store.db", room);
	setenv("PISTOR_STORE", store, 1);
	setenv("HOME", room, 1);
	return run("store|create|A clinic|ph.anna|Anna "
	           "Berger|--practice|--roles|pharmacist|--zone|UTC")
	    || run("product|add|VITC-20|Vitamin C 20 %|--container|ampoule|--size|5 "
	           "mL|--contains|ascorbic-acid 200 mg/mL"
	           "|--as|ph.anna");
}

static int clear_room(void **state)
{
	static const char *const endings[] = { "", "-wal", "-shm", "-journal" };
	char name[128];

	(void)state;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		snprintf(name, sizeof name, "%s%s", store, endings[i]);
		unlink(name);
	}
	return rmdir(room);
}

static int64_t microseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void a_killed_act_is_whole_or_nothing_and_a_retry_gives_exactly_one(void **state)
{
	int rounds = getenv("ROUNDS") ? atoi(getenv("ROUNDS")) : 40, number = 0, killed = 0,
	    kept = 0;
	int64_t took = 20000;

	(void)state;
	for (int round = 0; round < rounds; round++) {
		int64_t began = microseconds();
		pid_t child;

		for (int i = 0; i < STREAM; i++) {
			assert_int_equal(ended(start_receipt(++number, 0)), 0);
			assert_int_equal(rows_of(number), WHOLE);
		}
		took = (took * 3 + (microseconds() - began) / STREAM) / 4;
		child = start_receipt(++number, 0);
		usleep((useconds_t)(rand_r(&seed) % (took + took / 4)));
		kill(child, SIGKILL);
		if (ended(child) == 0)
			assert_int_equal(rows_of(number), WHOLE);
		else
			killed++;
		if (rows_of(number) != 0) {
			assert_int_equal(rows_of(number), WHOLE);
			kept++;
		}
		assert_int_equal(ended(start_receipt(number, 0)), 0);
		assert_int_equal(rows_of(number), WHOLE);
	}
	assert_int_equal(count("SELECT count(*) FROM lot"), number);
	assert_true(killed > 0);
	holds();
	print_message("killed %d of %d, %d of all were kept already\n", killed, rounds, kept);
}

static void commands_at_once_wait_for_each_other_and_all_succeed(void **state)
{
	int64_t before = count("SELECT count(*) FROM lot");
	pid_t children[AT_ONCE];

	(void)state;
	for (int i = 0; i < AT_ONCE; i++)
		children[i] = start_receipt(1000000 + i, 0);
	for (int i = 0; i < AT_ONCE; i++)
		assert_int_equal(ended(children[i]), 0);
	assert_int_equal(count("SELECT count(*) FROM lot"), before + AT_ONCE);
	holds();
}

static void the_same_key_at_once_gives_one(void **state)
{
	int64_t before = count("SELECT count(*) FROM lot");
	pid_t children[AT_ONCE];

	(void)state;
	for (int i = 0; i < AT_ONCE; i++)
		children[i] = start_receipt(2000000, 0);
	for (int i = 0; i < AT_ONCE; i++)
		assert_int_equal(ended(children[i]), 0);
	assert_int_equal(count("SELECT count(*) FROM lot"), before + 1);
	holds();
}

/* The log is not allowed to grow as far as the act needs: at every length of it the act fails
 * or is whole. */
static void an_act_without_room_on_the_disk_leaves_no_trace(void **state)
{
	int full = 0, number = 3000000;
	struct stat log = { 0 };
	char name[128];

	(void)state;
	snprintf(name, sizeof name, "%s-wal", store);
	stat(name, &log);
	for (rlim_t room_left = 0; room_left < 65536; room_left += 4096) {
		int status = ended(
			start_receipt(++number, (rlim_t)log.st_size + room_left + 1));

		assert_true(status == 0 || status == 3);
		full += status == 3;
		assert_int_equal(rows_of(number), status == 0 ? WHOLE : 0);
		stat(name, &log);
	}
	assert_true(full > 0);
	holds();
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_killed_act_is_whole_or_nothing_and_a_retry_gives_exactly_one),
		cmocka_unit_test(commands_at_once_wait_for_each_other_and_all_succeed),
		cmocka_unit_test(the_same_key_at_once_gives_one),
		cmocka_unit_test(an_act_without_room_on_the_disk_leaves_no_trace),
	};
	char self[4096];

	(void)argc;
	if (!realpath(argv[0], self))
		return 1;
	snprintf(pistor, sizeof pistor, "%.4080s/pistor", dirname(self));
	seed = getenv("PISTOR_SEED") ? (unsigned)strtoul(getenv("PISTOR_SEED"), NULL, 10)
	                             : 20261103;
	print_message("seed %u\n", seed);
	return cmocka_run_group_tests_name("kill", tests, open_room, clear_room);
}
