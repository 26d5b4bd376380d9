using OnlineMl.Catalog;
using OnlineMl.Contracts;

namespace OnlineMl.Serving.Configuration;

/// <summary>A model that the application's code says is there.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Flavor">What it is for.</param>
/// <param name="Metrics">What it is measured by; null for the metrics of the flavor.</param>
/// <param name="Build">Makes a new one.</param>
/// <param name="Mixing">How it is learned in shares; null for one that is not.</param>
internal sealed record DeclaredModel(string Name, Flavor Flavor, IReadOnlyList<string>? Metrics, Func<ComponentCatalog, SpecOptions, Model> Build, MixingOptions? Mixing);
