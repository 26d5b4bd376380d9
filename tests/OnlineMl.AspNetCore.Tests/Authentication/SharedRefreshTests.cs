using Microsoft.Extensions.Time.Testing;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.Serving.Storage;

namespace OnlineMl.AspNetCore.Tests.Authentication;

/// <summary>How what servers share is read again.</summary>
public class SharedRefreshTests
{
    private readonly List<TaskCompletionSource> _reads = [];
    private readonly List<Exception> _away = [];
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task AllWhoAskAtOnce_WaitForOneRead()
    {
        var refresh = Open();
        var callers = Enumerable.Range(0, 8).Select(_ => refresh.RefreshAsync().AsTask()).ToList();
        await ReadsBegin(1);
        Assert.DoesNotContain(callers, caller => caller.IsCompleted);
        _reads[0].SetResult();
        await Task.WhenAll(callers);
        Assert.True(refresh.IsRead);
        Assert.Single(_reads);
    }

    [Fact]
    public async Task WhoeverNeedsWhatIsThereNow_WaitsForAReadThatBeginsAfterIt()
    {
        var refresh = Open();
        var early = refresh.RefreshAsync().AsTask();
        await ReadsBegin(1);
        var due = Enumerable.Range(0, 4).Select(_ => refresh.RefreshAsync(isDue: true).AsTask()).ToList();
        _reads[0].SetResult();
        await early;
        await ReadsBegin(2);
        Assert.DoesNotContain(due, caller => caller.IsCompleted);
        _reads[1].SetResult();
        await Task.WhenAll(due);
        Assert.Equal(2, _reads.Count);
    }

    [Fact]
    public async Task WhatCannotBeRead_IsToldOnce_AndIsTriedUntilItCan()
    {
        var refresh = Open();
        var first = refresh.ReadAsync();
        await ReadsBegin(1);
        _reads[0].SetResult();
        await first;

        var failing = refresh.RefreshAsync(isDue: true).AsTask();
        await ReadsBegin(2);
        _reads[1].SetException(new StorageException("It is away."));
        await failing;
        _clock.Advance(TimeSpan.FromSeconds(1));
        await ReadsBegin(3);
        await refresh.RefreshAsync(isDue: true);
        Assert.True(refresh.IsKnownFor(TimeSpan.MaxValue));
        Assert.False(refresh.IsKnownFor(TimeSpan.FromSeconds(0.5)));
        _reads[2].SetException(new FormatException("It is nothing."));

        // However many need it, it is tried again after a pause.
        await Task.Delay(100);
        Assert.Equal(3, _reads.Count);
        await Until(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            lock (_reads)
            {
                return _reads.Count == 4;
            }
        });
        _reads[3].SetResult();
        await Until(() => refresh.IsKnownFor(TimeSpan.FromSeconds(0.5)));
        Assert.IsType<StorageException>(Assert.Single(_away));
    }

    [Fact]
    public async Task ReadingNow_TellsWhyItCannot()
    {
        var refresh = Open();
        var reading = refresh.ReadAsync();
        await ReadsBegin(1);
        _reads[0].SetException(new StorageException("It is away."));
        await Assert.ThrowsAsync<StorageException>(() => reading);
        Assert.False(refresh.IsRead);
        Assert.Empty(_away);
    }

    private SharedRefresh Open() => new(
        () =>
        {
            lock (_reads)
            {
                _reads.Add(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                return _reads[^1].Task;
            }
        },
        _away.Add,
        _clock);

    private Task ReadsBegin(int count) => Until(() =>
    {
        lock (_reads)
        {
            return _reads.Count >= count;
        }
    });

    private static async Task Until(Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!isSo())
        {
            await Task.Delay(5, limit.Token);
        }
    }
}
