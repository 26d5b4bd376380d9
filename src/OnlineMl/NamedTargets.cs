using System.Collections;

namespace OnlineMl;

/// <summary>The targets of a model with several outputs, by name. Never changes; two of the same names and targets in the same order are equal.</summary>
/// <example><code>
/// var y = new Target(new NamedTargets(("height", 1.8), ("weight", 75.0)));
/// </code></example>
public sealed class NamedTargets : IReadOnlyList<KeyValuePair<string, Target>>, IEquatable<NamedTargets>
{
    private readonly KeyValuePair<string, Target>[] _targets;

    /// <summary>Lists targets.</summary>
    /// <exception cref="ArgumentException">A name comes twice, or a target has outputs itself.</exception>
    public NamedTargets(params ReadOnlySpan<(string Name, Target Target)> targets)
    {
        _targets = new KeyValuePair<string, Target>[targets.Length];
        for (var i = 0; i < targets.Length; i++)
        {
            var (name, target) = targets[i];
            ArgumentNullException.ThrowIfNull(name, nameof(targets));
            if (target.Outputs is not null)
            {
                throw new ArgumentException($"The target '{name}' has outputs itself.", nameof(targets));
            }

            if (TryGet(name, i, out _))
            {
                throw new ArgumentException($"The target '{name}' comes twice.", nameof(targets));
            }

            _targets[i] = new KeyValuePair<string, Target>(name, target);
        }
    }

    /// <summary>How many targets there are.</summary>
    public int Count => _targets.Length;

    /// <summary>The target at a position and its name.</summary>
    public KeyValuePair<string, Target> this[int index] => _targets[index];

    /// <summary>The target of a name.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryGet(string name, out Target target) => TryGet(name, _targets.Length, out target);

    /// <inheritdoc/>
    public bool Equals(NamedTargets? other) => other is not null && _targets.AsSpan().SequenceEqual(other._targets);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NamedTargets);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var (name, target) in _targets)
        {
            hash.Add(name, StringComparer.Ordinal);
            hash.Add(target);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Target>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, Target>>)_targets).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private bool TryGet(string name, int count, out Target target)
    {
        for (var i = 0; i < count; i++)
        {
            if (string.Equals(_targets[i].Key, name, StringComparison.Ordinal))
            {
                target = _targets[i].Value;
                return true;
            }
        }

        target = default;
        return false;
    }
}
