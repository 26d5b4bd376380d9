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
            if (distance < least && distance < Math.Max(name.Length, candidate.Length))
            {
                least = distance;
                best = candidate;
            }
        }

        return best.Length == 0 ? "" : $" Did you mean '{best}'?";
    }

    /// <summary>How many letters must be inserted, left out, replaced or swapped with their neighbours, upper and lower case
    /// being the same (Damerau 1964).</summary>
    private static int Distance(string a, string b)
    {
        var beforeLast = new int[b.Length + 1];
        var last = new int[b.Length + 1];
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = last[j - 1] + (AreSame(a[i - 1], b[j - 1]) ? 0 : 1);
                row[j] = Math.Min(replaced, 1 + Math.Min(last[j], row[j - 1]));
                if (i > 1 && j > 1 && AreSame(a[i - 1], b[j - 2]) && AreSame(a[i - 2], b[j - 1]))
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }

            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last[b.Length];
    }

    private static bool AreSame(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}
