using System.Text;
using OnlineMl.Drift;

namespace OnlineMl.Catalog.Conversion;

/// <summary>How names of .NET become names of a spec. The catalog's generator does the same when the library is built.</summary>
internal static class Names
{
    /// <summary><c>NSplits</c> becomes <c>n_splits</c>, <c>L1Latent</c> becomes <c>l1_latent</c>.</summary>
    public static string Snake(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var startsWord = i > 0 && char.IsUpper(name[i]) &&
                (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (startsWord)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    /// <summary><c>IDriftDetector</c> becomes <c>drift_detector</c>.</summary>
    public static string TaskOf(Type type) => Snake(type.IsInterface && type.Name.Length > 1 ? type.Name[1..] : type.Name);
}
