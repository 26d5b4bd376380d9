using OnlineMl.ChaosTest;
using OnlineMl.Redis.Tests;

namespace OnlineMl.Cluster.Tests;

/// <summary>A test that wants a redis-server, and a C compiler that makes a wrong clock.</summary>
internal sealed class WrongClockFactAttribute : FactAttribute
{
    private static readonly string? WhyNot = RedisProcess.WhyNot ?? WhyNoClock();

    public WrongClockFactAttribute() => Skip = WhyNot;

    private static string? WhyNoClock()
    {
        var folder = Directory.CreateTempSubdirectory("onlineml-clock-");
        try
        {
            return SkewedClock.Make(folder).WhyNot;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
