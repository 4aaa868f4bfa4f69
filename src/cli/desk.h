/*
 * desk.h - what main shares with the parts it is made of
 */
#ifndef DESK_H
#define DESK_H

#include "command.h"

enum { PASSWORD_TEXT = 256 };

/* Read a password without showing it: from the descriptor, or from the terminal where it is -1,
 * asking for whom. REFUSED where there is neither. */
bool password_read(int descriptor, const char *whose, char out[PASSWORD_TEXT],
                   struct error *err);

/* The same where it may be left out: then empty. */
bool password_offer(int descriptor, const char *whose, char out[PASSWORD_TEXT],
                    struct error *err);

/* Do what the words say and show the answer there. Gives the exit status; wrong usage exits, as
 * argp does. */
int command_run(int argc, char **argv, FILE *out, FILE *complaints);

/* A new one: on a terminal twice the same and of so many characters, asked until it is. */
bool password_choose(int descriptor, const char *whose, int64_t length,
                     char out[PASSWORD_TEXT], struct error *err);
/* Who somebody is, asked at the terminal and shown as it is typed. */
bool person_ask(const char *prompt, char out[PASSWORD_TEXT], struct error *err);
/* A recovery code. */
bool password_recall(int descriptor, const char *whose, char out[PASSWORD_TEXT],
                     struct error *err);

/* How many columns there are; 0 where it is no terminal. */
int terminal_width(FILE *out);
/* Write a line that begins at a column, broken at words to a width; 0: not at all. */
void line_fold(FILE *out, const char *text, int at, int width);
/* The same of a text of several lines, what goes on standing two columns in: sentences are
 * broken to fit, tables already do. */
void text_fold(FILE *out, const char *text, int width);

/* Say on stderr why something was not done; folded at words where that is a terminal. */
void command_complain(FILE *to, const struct error *err);

/* The command of these words, with how many of them name it; or NULL. */
const struct command *command_find(int argc, char **argv, int *words);
/* What a mistyped command, noun or verb was probably meant to be; or NULL. */
const char *command_nearest(const char *typed);
/* Say which options many commands have. */
void command_options(FILE *out);
/* Say what there is: all of it, or what begins with the noun; with a guess where a word was
 * mistyped. Gives the exit status. */
int command_help(int argc, char **argv);

#endif
