using OnlineMl.Benchmarks;

var scenarios = typeof(IScenario).Assembly.GetTypes()
    .Where(type => type is { IsAbstract: false } && typeof(IScenario).IsAssignableFrom(type))
    .Select(type => (IScenario)Activator.CreateInstance(type)!)
    .OrderBy(scenario => scenario.Name, StringComparer.Ordinal)
    .ToList();

var chosen = args.Length == 0 ? scenarios : scenarios.Where(scenario => args.Contains(scenario.Name, StringComparer.Ordinal)).ToList();
if (chosen.Count == 0)
{
    Console.Error.WriteLine($"Known scenarios: {string.Join(", ", scenarios.Select(scenario => scenario.Name))}");
    return 1;
}

foreach (var scenario in chosen)
{
    Console.WriteLine($"== {scenario.Name}");
    scenario.Run(new Stopwatches(rounds: 15));
}

return 0;
