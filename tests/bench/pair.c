/*
 * pair.c - two programs timed against each other, start to exit
 *
 * pair LABEL RUNS PROGRAM ARGUMENT... -- FLOOR ARGUMENT...
 *
 * "##" in an argument is the number of the run: each may be of another patient.
 *
 * They run in turn, A B A B, so that a busy moment of the machine falls on both; the first run
 * of each only warms up. Printed are the medians of the time that passed, their ratio and
 * difference, the medians of the processor time, and the largest resident memory of each (MiB).
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

struct side {
	char **argv, *number;        /* where "##" stands, if it does */
	double *wall, *cpu;          /* ms, of every run */
	long peak;                   /* KiB */
};

static double now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static void run(struct side *side, int at, posix_spawn_file_actions_t *quiet)
{
	struct rusage used;
	int status;
	pid_t child;
	double began = now();

	if (side->number) {
		side->number[0] = (char)('0' + (at + 1) / 10 % 10);
		side->number[1] = (char)('0' + (at + 1) % 10);
	}
	if (posix_spawnp(&child, *side->argv, quiet, NULL, side->argv, environ) != 0
	 || wait4(child, &status, 0, &used) != child || status != 0) {
		fprintf(stderr, "pair: '%s' failed\n", *side->argv);
		exit(1);
	}
	if (at < 0)
		return;
	side->wall[at] = now() - began;
	side->cpu[at] = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e3
	              + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e3;
	if (used.ru_maxrss > side->peak)
		side->peak = used.ru_maxrss;
}

static int by_size(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

static double median(double *times, int runs)
{
	qsort(times, (size_t)runs, sizeof *times, by_size);
	return times[runs / 2];
}

static struct side side_of(char **argv, int runs)
{
	struct side side = { argv, NULL, calloc((size_t)runs, sizeof(double)),
		             calloc((size_t)runs, sizeof(double)), 0 };

	for (; *argv && !side.number; argv++)
		side.number = strstr(*argv, "##");
	return side;
}

int main(int argc, char **argv)
{
	int runs = argc > 3 ? atoi(argv[2]) : 0, cut = 3;
	posix_spawn_file_actions_t quiet;
	struct side a, b;
	double left, right;

	while (cut < argc && strcmp(argv[cut], "--") != 0)
		cut++;
	if (runs < 1 || cut >= argc - 1) {
		fprintf(stderr,
		        "usage: pair LABEL RUNS PROGRAM ARGUMENT... -- FLOOR ARGUMENT...\n");
		return 64;
	}
	argv[cut] = NULL;
	a = side_of(argv + 3, runs);
	b = side_of(argv + cut + 1, runs);
	posix_spawn_file_actions_init(&quiet);
	posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	for (int i = -1; i < runs; i++) {
		run(&a, i, &quiet);
		run(&b, i, &quiet);
	}
	left = median(a.wall, runs);
	right = median(b.wall, runs);
	printf("%-34s %9.2f %9.2f %6.2f %+8.2f %9.2f %9.2f %6.1f %6.1f %4d\n", argv[1], left,
	       right, left / right, left - right, median(a.cpu, runs), median(b.cpu, runs),
	       (double)a.peak / 1024, (double)b.peak / 1024, runs);
	return 0;
}
