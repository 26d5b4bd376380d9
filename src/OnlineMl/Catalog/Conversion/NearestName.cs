namespace OnlineMl.Catalog.Conversion;

/// <summary>Finds what a mistyped name may have meant.</summary>
internal static class NearestName
{
    /// <summary>The end of an error message that offers the nearest name; empty when none is near.</summary>
    public static string Hint(string name, IEnumerable<string> known)
    {
        // A longer text is no slip of the hand, and comparing it would cost time.
        if (name.Length > 64)
        {
            return "";
        }

        var best = "";
        var least = Math.Max(2, name.Length / 3) + 1;
        foreach (var candidate in known)
        {
            var distance = Distance(name, candidate);
            if (distance < least)
            {
                least = distance;
                best = candidate;
            }
        }

        return best.Length == 0 ? "" : $" Did you mean '{best}'?";
    }

    /// <summary>How many letters must be inserted, left out or replaced, upper and lower case being the same (Levenshtein 1966).</summary>
    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[b.Length];
    }
}
