using System.Text.RegularExpressions;

namespace OnlineMl.Tests.Numerics;

/// <summary>Code that can read or write outside of an array lies in three folders, behind spans and with a check at the door.</summary>
public sealed partial class UnsafeCodeTests
{
    private static readonly string[] Allowed = ["Numerics", "State", "Features"];

    [Fact]
    public void LiesInThreeFoldersOnly()
    {
        var root = Repository.PathOf("src", "OnlineMl");
        var found = new List<string>();
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            var folder = Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar)[0];
            if (folder is "obj" or "bin")
            {
                continue;
            }

            var lines = File.ReadAllLines(file);
            for (var i = 0; i < lines.Length; i++)
            {
                if (!IsUnsafe(lines[i]))
                {
                    continue;
                }

                folders.Add(folder);
                if (!Allowed.Contains(folder, StringComparer.Ordinal))
                {
                    found.Add($"{Path.GetRelativePath(root, file)}:{i + 1}: {lines[i].Trim()}");
                }
            }
        }

        Assert.Equal([], found);
        Assert.Contains("Numerics", folders);
    }

    [Theory]
    [InlineData("ref var x = ref MemoryMarshal.GetReference(values);")]
    [InlineData("return Unsafe.Add(ref x, i);")]
    [InlineData("var y = System.Runtime.CompilerServices.Unsafe.As<T>(x);")]
    [InlineData("ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(entries, key);")]
    [InlineData("internal static unsafe void Read()")]
    [InlineData("fixed (double* first = numbers)")]
    [InlineData("var four = Vector256.LoadUnsafe(ref x[0]);")]
    [InlineData("four.StoreUnsafe(ref x[0]);")]
    [InlineData("var p = Marshal.AllocHGlobal(8);")]
    public void IsFound(string line) => Assert.True(IsUnsafe(line));

    [Theory]
    [InlineData("var kept = Vector256.Create(span);")]
    [InlineData("// A fixed number of weights is no unsafe thing.")]
    [InlineData("/// <summary>A fixed (small) number; nothing unsafe.</summary>")]
    [InlineData("var unsafeLanes = IsFixed(x);")]
    public void IsNotTakenForIt(string line) => Assert.False(IsUnsafe(line));

    private static bool IsUnsafe(string line) => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Constructs().IsMatch(line);

    [GeneratedRegex(@"\bunsafe\b|\bUnsafe\.|\bUnsafeAccessor|\bMemoryMarshal\b|\bCollectionsMarshal\b|\bMarshal\.|\bfixed\s*\(|LoadUnsafe\b|StoreUnsafe\b|\bSkipLocalsInit\b|\bGetPinnableReference\b", RegexOptions.None, 1000)]
    private static partial Regex Constructs();
}
