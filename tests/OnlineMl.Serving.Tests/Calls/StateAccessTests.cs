using OnlineMl.Contracts;
using OnlineMl.Serving.Calls;

namespace OnlineMl.Serving.Tests.Calls;

public sealed class StateAccessTests
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task AFreeState_IsUsedAtOnce()
    {
        var access = new StateAccess("m", maxWaiting: 2);
        Assert.Null(access.Use);
        var use = access.RunAsync(() => access.Use, bytes: 10);
        Assert.True(use.IsCompletedSuccessfully);
        Assert.NotNull(await use);
        Assert.Null(access.Use);
    }

    [Fact]
    public void ThatWhichThrowsWithTheState_FailsTheTaskAndFreesTheState()
    {
        var access = new StateAccess("m", maxWaiting: 2);
        Assert.True(access.RunAsync<int>(() => throw new InvalidOperationException("bug")).IsFaulted);
        Assert.Null(access.Use);
        Assert.True(access.RunAsync(() => 1).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task WorksThatWait_RunInTheirOrderWhenTheStateIsFree()
    {
        var access = new StateAccess("m", maxWaiting: 200);
        var order = new List<int>();
        List<Task<int>> waiting = [];
        using (new HeldState(access))
        {
            for (var number = 0; number < 200; number++)
            {
                var own = number;
                waiting.Add(access.RunAsync(
                    () =>
                    {
                        order.Add(own);
                        return own;
                    },
                    bytes: 1));
            }

            Assert.Equal(200, access.Queued);
            Assert.All(waiting, task => Assert.False(task.IsCompleted));
        }

        Assert.Equal(Enumerable.Range(0, 200), await Task.WhenAll(waiting).WaitAsync(LongestWait));
        Assert.Equal(Enumerable.Range(0, 200), order);
        Assert.Equal(0, access.Queued);
    }

    [Fact]
    public async Task ThoseWhoAreHeldUp_WaitForAFreeStateUntilTheyMayGoOn()
    {
        var access = new StateAccess("m", maxWaiting: 2);
        access.HoldUp();
        var call = access.RunAsync(() => 1, bytes: 1);
        Assert.Equal(2, await access.RunFirstAsync(() => 2).WaitAsync(LongestWait));
        access.Enter();
        access.Exit();
        Assert.False(call.IsCompleted);
        Assert.False(access.TryEnter());

        access.GoOn();

        Assert.Equal(1, await call.WaitAsync(LongestWait));
    }

    [Fact]
    public async Task NobodyOvertakesThoseThatWait()
    {
        var access = new StateAccess("m", maxWaiting: 2);
        Task<bool> waiting;
        using (new HeldState(access))
        {
            waiting = access.RunAsync(() => true, bytes: 1);
            Assert.False(access.TryEnter());
        }

        Assert.True(await waiting.WaitAsync(LongestWait));
    }

    [Fact]
    public async Task CallsBeyondTheLimit_AreRefusedAndToldWhenToComeAgain()
    {
        var access = new StateAccess("m", maxWaiting: 2);
        List<Task<int>> waiting;
        using (new HeldState(access))
        {
            waiting = [access.RunAsync(() => 1, bytes: 1), access.RunAsync(() => 2, bytes: 1)];
            var refused = await Assert.ThrowsAsync<OnlineMlException>(() => access.RunAsync(() => 3, bytes: 1));
            Assert.Equal(RefusalKind.Unavailable, refused.Kind);
            Assert.NotNull(refused.RetryAfter);
            Assert.Contains("'m' is busy", refused.Message, StringComparison.Ordinal);

            // What is no call may always wait.
            waiting.Add(access.RunAsync(() => 4));
        }

        Assert.Equal([1, 2, 4], (await Task.WhenAll(waiting).WaitAsync(LongestWait)).ToList());
    }

    [Fact]
    public async Task CallsThatHoldMuchMemory_AreRefusedSooner()
    {
        var access = new StateAccess("m", maxWaiting: 1000);
        List<Task<int>> waiting;
        using (new HeldState(access))
        {
            waiting = [access.RunAsync(() => 1, bytes: 60_000_000)];
            await Assert.ThrowsAsync<OnlineMlException>(() => access.RunAsync(() => 2, bytes: 60_000_000));
            waiting.Add(access.RunAsync(() => 3, bytes: 1_000_000));
        }

        Assert.Equal([1, 3], (await Task.WhenAll(waiting).WaitAsync(LongestWait)).ToList());
    }

    [Fact]
    public async Task AStateThatIsBusyForLong_RefusesCallsThatWaitAndNothingElse()
    {
        var access = new StateAccess("m", maxWaiting: 10);
        Task<int> other;
        using (new HeldState(access))
        {
            var call = access.RunAsync(() => 1, bytes: 1);
            other = access.RunAsync(() => 2);
            access.IsRefusing = true;
            await Assert.ThrowsAsync<OnlineMlException>(() => call);
            await Assert.ThrowsAsync<OnlineMlException>(() => access.RunAsync(() => 3, bytes: 1));
            Assert.False(other.IsCompleted);
            access.IsRefusing = false;
        }

        Assert.Equal(2, await other.WaitAsync(LongestWait));
    }

    [Fact]
    public async Task AnAbandonedState_LetsNobodyWait()
    {
        var access = new StateAccess("m", maxWaiting: 10);
        using (new HeldState(access))
        {
            var (call, other) = (access.RunAsync(() => 1, bytes: 1), access.RunAsync(() => 2));
            var reason = new OnlineMlException(RefusalKind.ModelNotFound, "deleted");
            access.Abandon(reason);
            Assert.True(access.IsAbandoned);
            Assert.Same(reason, await Assert.ThrowsAsync<OnlineMlException>(() => call));
            Assert.Same(reason, await Assert.ThrowsAsync<OnlineMlException>(() => other));
            Assert.Same(reason, await Assert.ThrowsAsync<OnlineMlException>(() => access.RunAsync(() => 3)));
        }
    }

    [Fact]
    public void AThread_MayUseWhatItUsesAlready()
    {
        var access = new StateAccess("m", maxWaiting: 10);
        access.Enter();
        access.Enter();
        access.Exit();
        Assert.NotNull(access.Use);
        access.Exit();
        Assert.Null(access.Use);
    }

    /// <summary>A state that a thread of its own uses until it is disposed.</summary>
    private sealed class HeldState : IDisposable
    {
        private readonly ManualResetEventSlim _isOver = new();
        private readonly Thread _holder;

        public HeldState(StateAccess access)
        {
            using var isHeld = new ManualResetEventSlim();
            _holder = new Thread(() =>
            {
                access.Enter();
                isHeld.Set();
                _isOver.Wait();
                access.Exit();
            });
            _holder.Start();
            isHeld.Wait();
        }

        public void Dispose()
        {
            _isOver.Set();
            _holder.Join();
            _isOver.Dispose();
        }
    }
}
