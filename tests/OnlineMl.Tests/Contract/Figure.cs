namespace OnlineMl.Tests.Contract;

/// <summary>One part of what a component answers.</summary>
internal readonly record struct Figure(string Name, double Number);
