using OnlineMl.Contracts;

namespace OnlineMl.Redis.Tests;

/// <summary>Calls of somebody who meets a Redis that is away, or a log that is another one, and comes again.</summary>
internal static class PatientCalls
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(120);

    /// <summary>Calls until it is not told to come back.</summary>
    public static async Task<T> TryAsync<T>(Func<Task<T>> call)
    {
        using var limit = new CancellationTokenSource(MaxWait);
        while (true)
        {
            try
            {
                return await call();
            }
            catch (OnlineMlException refusal) when (refusal.Kind == RefusalKind.Unavailable)
            {
                await Task.Delay(20, limit.Token);
            }
        }
    }

    /// <inheritdoc cref="TryAsync{T}"/>
    public static Task TryAsync(Func<Task> call) => TryAsync(async () =>
    {
        await call();
        return true;
    });

    /// <summary>Teaches the model "m" twice each number, which is the key, too.</summary>
    public static async Task LearnAsync(WebServer web, params int[] values)
    {
        foreach (var x in values)
        {
            await TryAsync(() => web.Client.LearnAsync(new LearnRequest("m", WebServer.Features(x), JsonValues.Value(2 * x), IdempotencyKey: $"{x}")));
        }
    }
}
