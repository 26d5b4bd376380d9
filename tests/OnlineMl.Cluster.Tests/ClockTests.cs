using OnlineMl.ChaosTest;
using OnlineMl.Redis.Tests;

namespace OnlineMl.Cluster.Tests;

/// <summary>Servers whose clocks are wrong.</summary>
public class ClockTests
{
    [WrongClockFact]
    public async Task AServerWhoseClockWasAhead_HoldsUpNobodyAfterItsDeath()
    {
        var folder = Directory.CreateTempSubdirectory("onlineml-clock-");
        try
        {
            var clock = SkewedClock.Make(folder).Library;
            using var redis = new RedisProcess();
            using (var ahead = await ServerProcess.StartAsync(new ServerPlace(redis.Address) { ClockLibrary = clock, ClockSkew = TimeSpan.FromHours(1) }))
            {
                await ahead.WaitUntilJoinedAsync();
                ahead.Kill();
            }

            var servers = await Task.WhenAll(ServerProcess.StartAsync(redis.Address), ServerProcess.StartAsync(redis.Address));
            try
            {
                await Task.WhenAll(servers.Select(server => server.WaitUntilJoinedAsync()));
            }
            finally
            {
                Array.ForEach(servers, server => server.Dispose());
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
