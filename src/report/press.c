/*
 * press.c - blocks, and who deflates them
 */
#include "press.h"
#include "draft.h"
#include "heap.h"
#include "zlib_late.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef XLSX_LIBRARY

enum { BLOCK = 1 << 20, PACKED = BLOCK + BLOCK / 8 + 64, BLOCKS = 6, MOST_HELPERS = 3,
       BUFFER = 1 << 16 };

struct block {
	enum { BLOCK_FREE, BLOCK_FULL, BLOCK_TAKEN, BLOCK_DONE } state;
	size_t size, packed_size;
	uint32_t crc;
	bool ok;
	unsigned char plain[BLOCK], packed[PACKED];
};

struct press {
	pthread_t helpers[MOST_HELPERS];
	int helper_count;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool over;
	struct block *blocks;
	int first, last;             /* the oldest that is not yet written, and the one being
	                              * filled; they only grow */
	FILE *out;
	bool failed;
	struct packing *packing;     /* whose rows come now */
};

/* A sheet's. Its last row comes when the next sheet has begun: that is kept as it is. */
struct packing {
	struct press *press;
	FILE *file;                  /* the library writes to */
	char *tail;
	size_t tail_size, tail_read;
	int64_t begins, packed, plain;
	uint32_t crc;
	bool told;                   /* its NUL was read */
};

/* What was read back last. The library's calls carry nothing of ours from there to the
 * archive. */
static struct pressed taken;

bool press_take(struct pressed *out)
{
	*out = taken;
	taken = (struct pressed){ 0 };
	return out->from != NULL;
}

static struct block *block_at(const struct press *press, int at)
{
	return &press->blocks[at % BLOCKS];
}

/* Ends in an empty block at a byte's border, so that the next begins there and knows nothing of
 * it. */
static void block_pack(struct block *block)
{
	z_stream stream = { .next_in = block->plain,
		            .avail_in = (unsigned)block->size,
		            .next_out = block->packed,
		            .avail_out = PACKED };

	block->crc = (uint32_t)crc32(0, block->plain, (unsigned)block->size);
	block->ok = deflateInit2(&stream, PRESS_LEVEL, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY)
	         == Z_OK;
	if (!block->ok)
		return;
	block->ok = deflate(&stream, Z_SYNC_FLUSH) == Z_OK && !stream.avail_in
	         && stream.avail_out;
	block->packed_size = PACKED - stream.avail_out;
	deflateEnd(&stream);
}

/* The oldest that waits, deflated with the lock let go; false when none does. */
static bool help(struct press *press)
{
	for (int i = press->first; i < press->last; i++) {
		struct block *block = block_at(press, i);

		if (block->state != BLOCK_FULL)
			continue;
		block->state = BLOCK_TAKEN;
		pthread_mutex_unlock(&press->lock);
		block_pack(block);
		pthread_mutex_lock(&press->lock);
		block->state = BLOCK_DONE;
		pthread_cond_broadcast(&press->changed);
		return true;
	}
	return false;
}

static void *helper(void *of)
{
	struct press *press = of;

	pthread_mutex_lock(&press->lock);
	while (!press->over)
		if (!help(press))
			pthread_cond_wait(&press->changed, &press->lock);
	pthread_mutex_unlock(&press->lock);
	return NULL;
}

/* The oldest, once it is deflated; by us, where nobody took it. */
static void write_first(struct press *press)
{
	struct block *block = block_at(press, press->first);
	struct packing *packing = press->packing;

	pthread_mutex_lock(&press->lock);
	while (block->state != BLOCK_DONE)
		if (!help(press))
			pthread_cond_wait(&press->changed, &press->lock);
	pthread_mutex_unlock(&press->lock);
	press->failed |= !block->ok
	              || fwrite(block->packed, 1, block->packed_size, press->out)
	                         != block->packed_size;
	packing->crc = (uint32_t)crc32_combine(packing->crc, block->crc, (off_t)block->size);
	packing->plain += (int64_t)block->size;
	packing->packed += (int64_t)block->packed_size;
	pthread_mutex_lock(&press->lock);
	block->state = BLOCK_FREE;
	block->size = 0;
	press->first++;
	pthread_mutex_unlock(&press->lock);
}

/* Helpers come with the first full block: few sheets have one. */
static void helpers_call(struct press *press)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	while (press->helper_count < cores - 1 && press->helper_count < MOST_HELPERS
	       && pthread_create(&press->helpers[press->helper_count], NULL, helper, press)
	                  == 0)
		press->helper_count++;
}

static void block_end(struct press *press)
{
	pthread_mutex_lock(&press->lock);
	block_at(press, press->last)->state = BLOCK_FULL;
	press->last++;
	pthread_cond_broadcast(&press->changed);
	pthread_mutex_unlock(&press->lock);
	if (press->last - press->first == BLOCKS)
		write_first(press);
}

static ssize_t tail_write(struct packing *packing, const char *bytes, size_t size)
{
	packing->tail = heap_resize(packing->tail, packing->tail_size + size);
	memcpy(packing->tail + packing->tail_size, bytes, size);
	packing->tail_size += size;
	return (ssize_t)size;
}

static ssize_t packing_write(void *cookie, const char *bytes, size_t size)
{
	struct packing *packing = cookie;
	struct press *press = packing->press;

	if (press->packing != packing)
		return tail_write(packing, bytes, size);
	for (size_t left = size; left; ) {
		struct block *block = block_at(press, press->last);
		size_t part = BLOCK - block->size < left ? BLOCK - block->size : left;

		memcpy(block->plain + block->size, bytes, part);
		block->size += part;
		bytes += part;
		left -= part;
		if (block->size < BLOCK)
			continue;
		if (!press->helper_count)
			helpers_call(press);
		block_end(press);
	}
	if (!press->failed)
		return (ssize_t)size;
	errno = errno ? errno : ENOSPC;
	return 0;
}

/* All that is still under way. */
static bool packing_end(struct packing *packing)
{
	struct press *press = packing->press;

	if (press->packing != packing)
		return true;
	fseeko(press->out, 0, SEEK_END);
	if (block_at(press, press->last)->size)
		block_end(press);
	while (press->first < press->last)
		write_first(press);
	press->packing = NULL;
	press->failed |= fflush(press->out) != 0;
	return !press->failed;
}

/* Asked where it stands it says how many bytes it takes on the disk. */
static int packing_seek(void *cookie, off_t *offset, int whence)
{
	const struct packing *packing = cookie;

	if (whence == SEEK_SET && *offset == 0)
		return 0;
	*offset = packing->packed;
	return whence == SEEK_CUR ? 0 : -1;
}

static ssize_t packing_read(void *cookie, char *bytes, size_t size)
{
	struct packing *packing = cookie;

	if (packing->told) {
		size_t left = packing->tail_size - packing->tail_read;

		size = size < left ? size : left;
		if (size)
			memcpy(bytes, packing->tail + packing->tail_read, size);
		packing->tail_read += size;
		return (ssize_t)size;
	}
	if (!packing_end(packing))
		return -1;
	packing->told = true;
	taken = (struct pressed){ packing->press->out, packing->begins, packing->packed,
		                  packing->plain, packing->crc };
	*bytes = '\0';
	return 1;
}

static int packing_close(void *cookie)
{
	struct packing *packing = cookie;

	packing_end(packing);
	free(packing->tail);
	free(packing);
	return 0;
}

bool press_end(struct press *press)
{
	if (press->packing) {
		press->failed |= fflush(press->packing->file) != 0;
		packing_end(press->packing);
	}
	return !press->failed;
}

FILE *press_sheet(struct press *press)
{
	static const cookie_io_functions_t calls = { packing_read, packing_write, packing_seek,
		                                     packing_close };
	struct packing *packing = calloc(1, sizeof *packing);
	FILE *file;

	press_end(press);
	if (!packing)
		return NULL;
	packing->press = press;
	packing->begins = ftello(press->out);
	file = fopencookie(packing, "w+", calls);
	if (!file) {
		free(packing);
		return NULL;
	}
	packing->file = file;
	setvbuf(file, NULL, _IOFBF, BUFFER);
	press->packing = packing;
	return file;
}

/* A file without a name. */
static FILE *nameless(const char *folder)
{
	sigset_t before = endings_hold();
	char name[4096];
	int file;

	snprintf(name, sizeof name, "%s/.pistor-XXXXXX", folder);
	file = mkostemp(name, O_CLOEXEC);
	if (file >= 0)
		unlink(name);
	endings_let(&before);
	return file < 0 ? NULL : fdopen(file, "w+");
}

bool press_open(const char *folder, struct press **out, struct error *err)
{
	struct press *press = heap_new(sizeof *press);

	press->blocks = heap_new(BLOCKS * sizeof *press->blocks);
	pthread_mutex_init(&press->lock, NULL);
	pthread_cond_init(&press->changed, NULL);
	press->out = nameless(folder);
	*out = press;
	return press->out
	    || failed(err, FAULT_STORE, "cannot write in '%s': %s", folder, strerror(errno));
}

void press_close(struct press *press)
{
	if (!press)
		return;
	pthread_mutex_lock(&press->lock);
	press->over = true;
	pthread_cond_broadcast(&press->changed);
	pthread_mutex_unlock(&press->lock);
	for (int i = 0; i < press->helper_count; i++)
		pthread_join(press->helpers[i], NULL);
	if (press->out)
		fclose(press->out);
	free(press->blocks);
	free(press);
}

#else

/* Linked in, the library has the archive functions it was built with. */
bool press_open(const char *folder, struct press **out, struct error *err)
{
	*out = NULL;
	return failed(err, FAULT_STORE, "nothing is pressed in '%s'", folder);
}

void press_close(struct press *press)
{
	(void)press;
}

FILE *press_sheet(struct press *press)
{
	(void)press;
	return NULL;
}

bool press_end(struct press *press)
{
	(void)press;
	return true;
}

bool press_take(struct pressed *out)
{
	*out = (struct pressed){ 0 };
	return false;
}

#endif
