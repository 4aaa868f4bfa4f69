/*
 * ask.h - a question with everything about it settled
 */
#ifndef ASK_H
#define ASK_H

#include "definition.h"

struct asking {
	const struct question *question;
	const struct report *report;
	struct store *store;
	struct instant at, from, to;
	struct instant end, after;   /* the last instant of what is asked, and the next one */
	int64_t head, schema;
	struct digest head_hash;
	char head_text[DIGEST_TEXT];
	char clinic[128], who[48], who_name[128];
	char altered[256];           /* that the record was found to be, as of the head; or
	                              * empty */
	struct instant entered;      /* of the head's action */
	bool practice, letter;
	char line[REPORT_LINE];      /* the words that ask it again */
	struct bind bind[10 + REPORT_WORDS];   /* the first is :at */
};

/* Settle it, or say what is wrong with it. */
bool asking_begin(const struct question *question, struct store *store, struct asking *out,
                  struct error *err);

/* A section's rows, as asked. REFUSED naming file and line where it makes no sense. */
struct row *asking_section(const struct asking *asking, const struct section *section,
                           struct error *err);
/* A section's rows, its columns found; NULL on failure. The caller gives them back with
 * row_done(). */
struct row *asking_rows(const struct asking *asking, const struct section *section,
                        struct columns *columns, struct error *err);

/* A row more of a section is written: what takes long is counted where somebody looks. */
void asking_count(const struct asking *asking, int64_t rows);
/* Wipe the count off. */
void asking_end(const struct asking *asking);

/* "lot", where the asker gave it. */
const char *asking_word(const struct asking *asking, const char *name);

#endif
