#include "digest.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(struct digester),
               "a digester holds libsodium's state");
_Static_assert(SECRET_TEXT >= crypto_pwhash_STRBYTES, "a sealed secret fits");

void digest_begin(struct digester *digester)
{
	crypto_hash_sha256_init((crypto_hash_sha256_state *)digester);
}

void digest_add(struct digester *digester, const void *bytes, size_t size)
{
	crypto_hash_sha256_update((crypto_hash_sha256_state *)digester, bytes, size);
}

void digest_end(struct digester *digester, struct digest *out)
{
	crypto_hash_sha256_final((crypto_hash_sha256_state *)digester, out->bytes);
}

void digest_of(const void *bytes, size_t size, struct digest *out)
{
	crypto_hash_sha256(out->bytes, bytes, size);
}

void digest_text(const struct digest *digest, char text[DIGEST_TEXT])
{
	sodium_bin2hex(text, DIGEST_TEXT, digest->bytes, DIGEST_BYTES);
}

bool secret_seal(const char *password, char out[SECRET_TEXT], struct error *err)
{
	if (sodium_init() < 0)
		return failed(err, FAULT_STORE, "the cryptographic library cannot start");
	if (crypto_pwhash_str(out, password, strlen(password),
	                      crypto_pwhash_OPSLIMIT_INTERACTIVE,
	                      crypto_pwhash_MEMLIMIT_INTERACTIVE)
	    != 0)
		return failed(err, FAULT_STORE, "there is no memory to seal a password");
	return true;
}

bool secret_matches(const char *sealed, const char *password)
{
	return sodium_init() >= 0
	    && crypto_pwhash_str_verify(sealed, password, strlen(password)) == 0;
}

void secret_forget(char *password)
{
	sodium_memzero(password, strlen(password));
}

void random_bytes(void *out, size_t size)
{
	randombytes_buf(out, size);
}
