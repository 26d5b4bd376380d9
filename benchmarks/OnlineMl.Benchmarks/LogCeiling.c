/* Appends records of 200 bytes to a file in groups, each group written at once and flushed: what a log costs at least.
   Usage: LogCeiling FILE RECORDS GROUP; prints records a second. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#ifdef __SSE4_2__
#include <nmmintrin.h>
#endif

enum { RECORD = 200, FRAME = 8 };

static uint32_t crc32c(uint32_t crc, const unsigned char *bytes, size_t length)
{
#ifdef __SSE4_2__
    for (; length >= 8; bytes += 8, length -= 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        crc = (uint32_t)_mm_crc32_u64(crc, word);
    }
#endif
    for (; length > 0; bytes++, length--) {
        crc ^= *bytes;
        for (int bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ (0x82F63B78u & -(crc & 1));
    }
    return crc;
}

int main(int count, char **arguments)
{
    if (count != 4)
        return 2;
    long records = atol(arguments[2]);
    long group = atol(arguments[3]);
    unsigned char record[RECORD];
    unsigned char *buffer = malloc((size_t)group * (RECORD + FRAME));
    int file = open(arguments[1], O_CREAT | O_TRUNC | O_WRONLY, 0644);
    if (file < 0 || buffer == NULL)
        return 1;
    memset(record, 'x', RECORD);
    fdatasync(file);

    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    off_t offset = 0;
    for (long done = 0; done < records; done += group) {
        unsigned char *next = buffer;
        for (long i = 0; i < group; i++) {
            uint32_t length = RECORD + FRAME;
            int64_t position = done + i + 1;
            memcpy(record, &position, sizeof position);
            uint32_t crc = crc32c(~0u, (unsigned char *)&length, sizeof length);
            crc = crc32c(crc, record, RECORD);
            crc = ~crc32c(crc, (unsigned char *)&position, sizeof position);
            memcpy(next, &length, sizeof length);
            memcpy(next + 4, &crc, sizeof crc);
            memcpy(next + FRAME, record, RECORD);
            next += length;
        }
        if (pwrite(file, buffer, (size_t)(next - buffer), offset) != next - buffer || fdatasync(file) != 0)
            return 1;
        offset += next - buffer;
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%.0f\n", (double)records / ((double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) * 1e-9));
    close(file);
    return 0;
}
