/*
 * zip.c - the archive functions that libxlsxwriter calls, in place of minizip's
 *
 * The program's own come first where names are looked up, so the library packs with these: at a
 * level that is quick, and with what was pressed while it was written (press.h) put in without
 * being packed again. Names, numbers and times are as minizip's callers know them; every file
 * is of the first day that an archive knows.
 */
#include "press.h"
#include "zlib_late.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

typedef void *zipFile;

zipFile zipOpen(const char *path, int append);
int zipOpenNewFileInZip4_64(zipFile of, const char *name, const void *info, const void *local,
                            unsigned local_size, const void *global, unsigned global_size,
                            const char *comment, int method, int level, int raw, int bits,
                            int memory, int strategy, const char *password, unsigned long crc,
                            unsigned long made_by, unsigned long flags, int zip64);
int zipWriteInFileInZip(zipFile of, const void *bytes, unsigned size);
int zipCloseFileInZip(zipFile of);
int zipClose(zipFile of, const char *comment);

enum {
	ENTRIES = 1024,
	NAME = 96,
	BUFFER = 1 << 16,
	ALL_WELL = 0,
	FAILED = -1,                 /* as minizip says that a file cannot be written */
	FIRST_DAY = 33,              /* 1 January 1980 */
	VERSION = 20,
	DEFLATED = 8,
};

struct entry {
	char name[NAME];
	int64_t at, packed, plain;
	uint32_t crc;
};

struct archive {
	FILE *out;
	struct entry entries[ENTRIES];
	int count;
	z_stream stream;             /* of the entry under way */
	bool streaming, failed;
	unsigned char buffer[BUFFER];
};

bool press_works(void)
{
#ifdef XLSX_LIBRARY
	return dlsym(RTLD_DEFAULT, "zipOpen") == (void *)zipOpen;
#else
	return false;
#endif
}

static void put(unsigned char **to, uint64_t value, int bytes)
{
	for (; bytes--; value >>= 8)
		*(*to)++ = (unsigned char)value;
}

static void bytes_write(struct archive *archive, const void *bytes, size_t size)
{
	archive->failed |= fwrite(bytes, 1, size, archive->out) != size;
}

/* What the heads of a file, beside it and in the directory, have in common. */
static void put_entry(unsigned char **to, const struct entry *entry)
{
	put(to, VERSION, 2);
	put(to, 0, 2);
	put(to, DEFLATED, 2);
	put(to, 0, 2);
	put(to, FIRST_DAY, 2);
	put(to, entry->crc, 4);
	put(to, (uint64_t)entry->packed, 4);
	put(to, (uint64_t)entry->plain, 4);
	put(to, strlen(entry->name), 2);
	put(to, 0, 2);
}

static void head_write(struct archive *archive, const struct entry *entry)
{
	unsigned char head[30], *to = head;

	put(&to, 0x04034b50, 4);
	put_entry(&to, entry);
	bytes_write(archive, head, sizeof head);
	bytes_write(archive, entry->name, strlen(entry->name));
}

zipFile zipOpen(const char *path, int append)
{
	struct archive *archive = calloc(1, sizeof *archive);

	(void)append;
	if (archive)
		archive->out = fopen(path, "wbe");
	if (archive && archive->out)
		return archive;
	free(archive);
	return NULL;
}

static bool stream_begin(struct archive *archive)
{
	archive->stream = (z_stream){ 0 };
	archive->streaming = deflateInit2(&archive->stream, PRESS_LEVEL, Z_DEFLATED, -15, 9,
	                                  Z_DEFAULT_STRATEGY)
	                  == Z_OK;
	archive->failed |= !archive->streaming;
	return archive->streaming;
}

int zipOpenNewFileInZip4_64(zipFile of, const char *name, const void *info, const void *local,
                            unsigned local_size, const void *global, unsigned global_size,
                            const char *comment, int method, int level, int raw, int bits,
                            int memory, int strategy, const char *password, unsigned long crc,
                            unsigned long made_by, unsigned long flags, int zip64)
{
	struct archive *archive = of;
	struct entry *entry = &archive->entries[archive->count];

	(void)info, (void)local, (void)local_size, (void)global, (void)global_size;
	(void)comment, (void)method, (void)level, (void)raw, (void)bits, (void)memory;
	(void)strategy, (void)password, (void)crc, (void)made_by, (void)flags, (void)zip64;
	if (archive->count == ENTRIES || strlen(name) >= NAME)
		return FAILED;
	strcpy(entry->name, name);
	entry->at = ftello(archive->out);
	head_write(archive, entry);
	return stream_begin(archive) && !archive->failed ? ALL_WELL : FAILED;
}

static void plain_write(struct archive *archive, const unsigned char *bytes, size_t size,
                        int flush)
{
	struct entry *entry = &archive->entries[archive->count];
	z_stream *stream = &archive->stream;

	stream->next_in = (unsigned char *)bytes;
	stream->avail_in = (unsigned)size;
	do {
		size_t packed;

		stream->next_out = archive->buffer;
		stream->avail_out = BUFFER;
		deflate(stream, flush);
		packed = BUFFER - stream->avail_out;
		bytes_write(archive, archive->buffer, packed);
		entry->packed += (int64_t)packed;
	} while (!stream->avail_out);
	entry->crc = (uint32_t)crc32(entry->crc, bytes, (unsigned)size);
	entry->plain += (int64_t)size;
}

/* What was packed already, between two streams that know nothing of it. */
static void pressed_write(struct archive *archive)
{
	struct entry *entry = &archive->entries[archive->count];
	struct pressed pressed;

	plain_write(archive, (const unsigned char *)"", 0, Z_SYNC_FLUSH);
	deflateEnd(&archive->stream);
	archive->streaming = false;
	if (!press_take(&pressed) || fseeko(pressed.from, (off_t)pressed.at, SEEK_SET) != 0) {
		archive->failed = true;
		return;
	}
	for (int64_t left = pressed.packed; left && !archive->failed; ) {
		size_t part = left < BUFFER ? (size_t)left : BUFFER;

		archive->failed |= fread(archive->buffer, 1, part, pressed.from) != part;
		bytes_write(archive, archive->buffer, part);
		left -= (int64_t)part;
	}
	entry->packed += pressed.packed;
	entry->plain += pressed.plain;
	entry->crc = (uint32_t)crc32_combine(entry->crc, pressed.crc, (off_t)pressed.plain);
	stream_begin(archive);
}

int zipWriteInFileInZip(zipFile of, const void *bytes, unsigned size)
{
	struct archive *archive = of;

	for (const unsigned char *at = bytes, *end = at + size; at < end && !archive->failed;) {
		const unsigned char *nul = memchr(at, '\0', (size_t)(end - at));

		plain_write(archive, at, (size_t)((nul ? nul : end) - at), Z_NO_FLUSH);
		if (nul)
			pressed_write(archive);
		at = nul ? nul + 1 : end;
	}
	return archive->failed ? FAILED : ALL_WELL;
}

/* Its sizes are known now. An archive whose files are larger than 4 GB is another kind, which
 * nobody asked for. */
int zipCloseFileInZip(zipFile of)
{
	struct archive *archive = of;
	struct entry *entry = &archive->entries[archive->count];

	if (archive->streaming) {
		plain_write(archive, (const unsigned char *)"", 0, Z_FINISH);
		deflateEnd(&archive->stream);
		archive->streaming = false;
	}
	archive->failed |= entry->plain > UINT32_MAX || entry->packed > UINT32_MAX
	                || entry->at + entry->packed > UINT32_MAX
	                || fseeko(archive->out, (off_t)entry->at, SEEK_SET) != 0;
	head_write(archive, entry);
	archive->failed |= fseeko(archive->out, 0, SEEK_END) != 0;
	archive->count++;
	return archive->failed ? FAILED : ALL_WELL;
}

static void directory_write(struct archive *archive)
{
	int64_t at = ftello(archive->out), end;
	unsigned char head[46], *to;

	for (int i = 0; i < archive->count; i++) {
		const struct entry *entry = &archive->entries[i];

		to = head;
		put(&to, 0x02014b50, 4);
		put(&to, VERSION, 2);
		put_entry(&to, entry);
		put(&to, 0, 10);
		put(&to, (uint64_t)entry->at, 4);
		bytes_write(archive, head, sizeof head);
		bytes_write(archive, entry->name, strlen(entry->name));
	}
	end = ftello(archive->out);
	to = head;
	put(&to, 0x06054b50, 4);
	put(&to, 0, 4);
	put(&to, (uint64_t)archive->count, 2);
	put(&to, (uint64_t)archive->count, 2);
	put(&to, (uint64_t)(end - at), 4);
	put(&to, (uint64_t)at, 4);
	put(&to, 0, 2);
	bytes_write(archive, head, (size_t)(to - head));
}

int zipClose(zipFile of, const char *comment)
{
	struct archive *archive = of;
	bool ok;

	(void)comment;
	if (archive->streaming)
		deflateEnd(&archive->stream);
	directory_write(archive);
	ok = fclose(archive->out) == 0 && !archive->failed;
	free(archive);
	return ok ? ALL_WELL : FAILED;
}
