using System;
using System.Collections.Generic;
using System.Linq;

namespace OnlineMl.CatalogGenerator;

/// <summary>What the generator keeps of one component between runs; compared by value, so that only what changed is written anew.</summary>
internal sealed class ComponentModel(
    string typeName, string className, IReadOnlyList<string> names, IReadOnlyList<string> tasks, string code, Place place, IReadOnlyList<Mistake> mistakes)
    : IEquatable<ComponentModel>
{
    /// <summary>The name of the component's class as reflection gives it.</summary>
    public string TypeName { get; } = typeName;

    /// <summary>The name of the generated class.</summary>
    public string ClassName { get; } = className;

    public IReadOnlyList<string> Names { get; } = names;

    public IReadOnlyList<string> Tasks { get; } = tasks;

    public string Code { get; } = code;

    public Place Place { get; } = place;

    public IReadOnlyList<Mistake> Mistakes { get; } = mistakes;

    public bool Equals(ComponentModel? other) =>
        other is not null && ClassName == other.ClassName && Code == other.Code && Place.Equals(other.Place) &&
        TypeName == other.TypeName && Names.SequenceEqual(other.Names, StringComparer.Ordinal) && Tasks.SequenceEqual(other.Tasks, StringComparer.Ordinal) && Mistakes.SequenceEqual(other.Mistakes);

    public override bool Equals(object? obj) => Equals(obj as ComponentModel);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ClassName);
}
