namespace OnlineMl.Tests.Contract.Damage;

/// <summary>Saved states with something changed in them that still are MessagePack.</summary>
internal static class Damages
{
    private static readonly object?[] Wrong =
        [null, true, "text", -1L, long.MinValue, (long)int.MaxValue, (long)int.MinValue, long.MaxValue, 0L, 1L, 1000L, 1e6, double.NaN, double.PositiveInfinity, -0.5, 1e308, -1e308];

    /// <summary>Every field missing, of every other kind and value, and every list and its values of other lengths and values.</summary>
    public static IEnumerable<(string What, byte[] State)> OfEachField(byte[] state)
    {
        var places = SavedValue.Parse(state).Places().Count();
        foreach (var place in Chosen(places, 400))
        {
            foreach (var change in ChangesOf(SavedValue.Parse(state).Places().ElementAt(place).Value.Content))
            {
                var root = SavedValue.Parse(state);
                var target = root.Places().ElementAt(place);
                target.Value.Content = change;
                yield return ($"{target.Path} = {Show(change)}", root.ToBytes());
            }

            var without = SavedValue.Parse(state);
            var removed = without.Places().ElementAt(place);
            removed.Remove();
            yield return ($"without {removed.Path}", without.ToBytes());
        }
    }

    /// <summary>A few changes at once, drawn by a seed, for as many seeds.</summary>
    public static IEnumerable<(string What, byte[] State)> Drawn(byte[] state, int count) => Enumerable.Range(0, count).Select(seed => Draw(state, seed));

    /// <summary>A few changes at once, drawn by a seed.</summary>
    public static (string What, byte[] State) Draw(byte[] state, int seed)
    {
        var random = new Random(seed);
        if (seed % 4 == 3)
        {
            var bytes = (byte[])state.Clone();
            for (var left = 1 + random.Next(3); left > 0 && bytes.Length > 0; left--)
            {
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            }

            return ($"flipped bits of seed {seed}", bytes);
        }

        var root = SavedValue.Parse(state);
        var what = new List<string>();
        for (var left = 1 + random.Next(3); left > 0; left--)
        {
            var places = root.Places().ToList();
            if (places.Count == 0)
            {
                break;
            }

            var place = places[random.Next(places.Count)];
            var changes = ChangesOf(place.Value.Content).ToList();
            var change = random.Next(changes.Count + 2);
            if (change == changes.Count)
            {
                place.Remove();
                what.Add($"without {place.Path}");
            }
            else if (change > changes.Count)
            {
                place.Value.Content = places[random.Next(places.Count)].Value.Clone().Content;
                what.Add($"{place.Path} = another's value");
            }
            else
            {
                place.Value.Content = changes[change];
                what.Add($"{place.Path} = {Show(changes[change])}");
            }
        }

        return (string.Join(", ", what), root.ToBytes());
    }

    private static IEnumerable<int> Chosen(int count, int most) => Enumerable.Range(0, count).Where(place => count <= most || place % (count / most + 1) == 0);

    private static IEnumerable<object?> ChangesOf(object? content)
    {
        switch (content)
        {
            case double[] numbers:
                return OfArray(numbers, -1, double.NaN, double.PositiveInfinity, 1e308, 0);
            case uint[] numbers when numbers.GetType() == typeof(uint[]):
                return OfArray(numbers, uint.MaxValue, 0u);
            case int[] numbers:
                return OfArray(numbers, -1, int.MaxValue, int.MinValue, 1000);
            case long[] numbers:
                return OfArray(numbers, -1, long.MaxValue, long.MinValue, 1000);
            case byte[] bytes:
                return OfArray(bytes, (byte)255, (byte)7);
            case List<SavedValue> items:
                return [.. Wrong[..3], .. Lists(items)];
            case List<KeyValuePair<string, SavedValue>>:
                return [.. Wrong[..4], new List<KeyValuePair<string, SavedValue>>()];
            default:
                return Wrong.Where(value => !Equals(value, content));
        }
    }

    private static IEnumerable<object?> Lists(List<SavedValue> items)
    {
        yield return new List<SavedValue>();
        yield return items.Append(items.Count > 0 ? items[^1].Clone() : SavedValue.Of(0L)).ToList();
        yield return Enumerable.Range(0, 9).SelectMany(_ => items.Select(item => item.Clone())).ToList();
        if (items.Count > 0)
        {
            yield return items.SkipLast(1).ToList();
            yield return items.AsEnumerable().Reverse().ToList();
        }
    }

    private static IEnumerable<object?> OfArray<T>(T[] values, params T[] wrong)
    {
        yield return null;
        yield return "text";
        yield return Array.Empty<T>();
        yield return values[..^Math.Min(1, values.Length)];
        yield return (T[])[.. values, .. values];
        foreach (var value in wrong)
        {
            foreach (var at in new[] { 0, values.Length / 2, values.Length - 1 }.Distinct().Where(at => at >= 0 && at < values.Length))
            {
                var changed = (T[])values.Clone();
                changed[at] = value;
                yield return changed;
            }
        }
    }

    private static string Show(object? content) => content switch
    {
        null => "nil",
        string text => $"'{text}'",
        Array array => $"{array.Length} of {array.GetType().GetElementType()!.Name}: {string.Join(' ', array.Cast<object>().Take(12))}",
        System.Collections.ICollection list => $"{list.Count} values",
        _ => FormattableString.Invariant($"{content} ({content.GetType().Name})"),
    };
}
