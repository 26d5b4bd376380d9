using System.Globalization;
using OnlineMl.ClusterBenchmarks;

switch (args)
{
    case ["server", var redis, var port]:
        await OtherServer.RunAsync(redis, int.Parse(port, CultureInfo.InvariantCulture));
        return 0;
    case ["all", var seconds, var rounds]:
        var time = TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture));
        var count = int.Parse(rounds, CultureInfo.InvariantCulture);
        await AppendAsync(time, count);
        await Tail.RunAsync(time * 2);
        Console.WriteLine();
        await CallCosts.RunAsync(time);
        Console.WriteLine();
        await SharedAsync(time);
        return 0;
    case ["appends", var seconds, var rounds]:
        await AppendAsync(TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)), int.Parse(rounds, CultureInfo.InvariantCulture));
        return 0;
    case ["shares", var seconds]:
        await SharedAsync(TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)));
        return 0;
    default:
        Console.Error.WriteLine("all SECONDS_PER_ROUND ROUNDS | appends SECONDS_PER_ROUND ROUNDS | shares SECONDS | server REDIS PORT");
        return 1;
}

static async Task AppendAsync(TimeSpan time, int rounds)
{
    Console.WriteLine("| What | a second | SET a second | Share | Wanted |\n|---|---|---|---|---|");
    await new Appends(time, rounds).RunAsync("everysec", wanted: 0.9 * 1.2, wantedOfLearn: 0.3);
    await new Appends(time, rounds).RunAsync("always", wanted: 0.9 * 4, wantedOfLearn: null);
}

static async Task SharedAsync(TimeSpan time)
{
    await SharedStream.RunAsync(time);
    Console.WriteLine();
    SharedAccuracy.Run(Path.Combine(Environment.GetEnvironmentVariable("ONLINEML_SHARED") ?? "../shared", "data"));
}
