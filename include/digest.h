/*
 * digest.h - SHA-256 and secrets
 *
 * The one door to libsodium. A digest is 32 bytes, shown as 64 hex digits; a
 * password is kept only as what Argon2id makes of it.
 */
#ifndef DIGEST_H
#define DIGEST_H

#include "error.h"

#include <stddef.h>
#include <stdint.h>

enum { DIGEST_BYTES = 32, DIGEST_TEXT = 65, SECRET_TEXT = 128, SALT_BYTES = 16 };

struct digest { uint8_t bytes[DIGEST_BYTES]; };

/* A running SHA-256 (FIPS 180-4). */
struct digester { uint64_t state[16]; };

void digest_begin(struct digester *digester);
void digest_add(struct digester *digester, const void *bytes, size_t size);
void digest_end(struct digester *digester, struct digest *out);

void digest_of(const void *bytes, size_t size, struct digest *out);
void digest_text(const struct digest *digest, char text[DIGEST_TEXT]);

/* Argon2id at the interactive cost of libsodium. STORE when there is no memory for it. */
bool secret_seal(const char *password, char out[SECRET_TEXT], struct error *err);
bool secret_matches(const char *sealed, const char *password);
/* Overwrite a password that is no longer needed. */
void secret_forget(char *password);

/* Bytes nobody can guess. */
void random_bytes(void *out, size_t size);

#endif
