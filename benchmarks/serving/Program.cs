using System.Globalization;
using OnlineMl.ServingBenchmarks;

switch (args)
{
    case ["server", ..]:
        await MeasuredServer.RunAsync(args.Length > 1 ? args[1] : null);
        return 0;
    case ["lines", var address, var lines]:
        await LearnLines.RunAsync(new Uri(address), int.Parse(lines, CultureInfo.InvariantCulture));
        return 0;
    case ["listeners", var address, var listeners, var eventsPerSecond, var seconds]:
        await EventLatency.RunAsync(
            new Uri(address),
            int.Parse(listeners, CultureInfo.InvariantCulture),
            int.Parse(eventsPerSecond, CultureInfo.InvariantCulture),
            int.Parse(seconds, CultureInfo.InvariantCulture));
        return 0;
    case ["models", var models, var megabytes]:
        await ManyModels.RunAsync(int.Parse(models, CultureInfo.InvariantCulture), int.Parse(megabytes, CultureInfo.InvariantCulture));
        return 0;
    case ["soak", var address, var minutes]:
        await Soak.RunAsync(new Uri(address), int.Parse(minutes, CultureInfo.InvariantCulture));
        return 0;
    default:
        Console.Error.WriteLine(
            "server [FOLDER] | lines ADDRESS LINES | listeners ADDRESS LISTENERS EVENTS_PER_SECOND SECONDS | models MODELS MEGABYTES | soak ADDRESS MINUTES");
        return 1;
}
