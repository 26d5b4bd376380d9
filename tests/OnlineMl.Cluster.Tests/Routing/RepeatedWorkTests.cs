using Microsoft.Extensions.Logging.Abstractions;
using OnlineMl.Cluster.Routing;

namespace OnlineMl.Cluster.Tests.Routing;

/// <summary>What a server does over and over ends with the server and with nothing else.</summary>
public sealed class RepeatedWorkTests
{
    [Fact]
    public async Task WhatFails_IsTriedAgain()
    {
        using var work = new FailingWork();
        await work.StartAsync(CancellationToken.None);
        await work.IsTriedAgain.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.False(work.ExecuteTask!.IsCompleted);
        await work.StopAsync(CancellationToken.None);
        Assert.False(work.ExecuteTask.IsFaulted);
    }

    private sealed class FailingWork() : RepeatedWork(TimeProvider.System, NullLogger.Instance)
    {
        private readonly TaskCompletionSource _isTriedAgain = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _tries;

        public Task IsTriedAgain => _isTriedAgain.Task;

        protected override TimeSpan Pause => TimeSpan.FromMilliseconds(10);

        protected override Task DoAsync(CancellationToken cancellationToken)
        {
            if (++_tries < 4)
            {
                // As if something were cancelled that the server is not told of by itself, every other time.
                throw _tries % 2 == 0 ? new OperationCanceledException() : new InvalidOperationException("a bug");
            }

            _isTriedAgain.TrySetResult();
            return Task.CompletedTask;
        }
    }
}
