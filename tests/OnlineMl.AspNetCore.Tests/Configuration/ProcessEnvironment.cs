namespace OnlineMl.AspNetCore.Tests.Configuration;

/// <summary>Tests that change the environment variables, which every server of the process reads; they run while no other test does.</summary>
[CollectionDefinition(nameof(ProcessEnvironment), DisableParallelization = true)]
public sealed class ProcessEnvironment;
