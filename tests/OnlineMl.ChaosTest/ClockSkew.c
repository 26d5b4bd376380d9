/* Loaded before a process's own libraries, it shows that process the time of day as many seconds later as CLOCK_SKEW says. Clocks that only count are
   left alone, as they are where a machine's time of day is wrong. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static time_t skew(void)
{
    const char *seconds = getenv("CLOCK_SKEW");
    return seconds ? atol(seconds) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *time)
{
    int result = (int)syscall(SYS_clock_gettime, clock, time);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
    {
        time->tv_sec += skew();
    }

    return result;
}

int gettimeofday(struct timeval *time, void *zone)
{
    int result = (int)syscall(SYS_gettimeofday, time, zone);
    if (result == 0)
    {
        time->tv_sec += skew();
    }

    return result;
}

time_t time(time_t *result)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result)
    {
        *result = now.tv_sec;
    }

    return now.tv_sec;
}
