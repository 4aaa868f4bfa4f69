/*
 * main.c - the program's words, done
 */
#include "desk.h"

int main(int argc, char **argv)
{
	return command_run(argc - 1, argv + 1, stdout, stderr);
}
