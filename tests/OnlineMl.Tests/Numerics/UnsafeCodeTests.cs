using System.Text.RegularExpressions;

namespace OnlineMl.Tests.Numerics;

/// <summary>Code that could read or write outside of an array lies in one folder of all the sources, behind spans and with a check at the door.</summary>
public sealed partial class UnsafeCodeTests
{
    private const string Folder = "OnlineMl/Numerics/";

    // What is not in the folder, and why it cannot be.
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["OnlineMl.Serving/Storage/Files/UnixFile.cs"] = "calls the operating system for what .NET has no call for: fsync of a folder, and writing early what will be flushed",
        ["OnlineMl.CatalogGenerator/Emitter.cs"] = "writes code that sets init-only properties, the compiler checks whose types",
    };

    [Fact]
    public void LiesInOneFolder()
    {
        var root = Repository.PathOf("src");
        var places = new HashSet<string>(StringComparer.Ordinal);
        var found = new List<string>();
        foreach (var file in Repository.SourcesOf("src"))
        {
            var name = Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/');
            var lines = File.ReadAllLines(file);
            var unsafeLines = Enumerable.Range(0, lines.Length).Where(i => IsUnsafe(lines[i])).Select(i => $"{name}:{i + 1}: {lines[i].Trim()}").ToList();
            if (unsafeLines.Count > 0 && places.Add(name) && !name.StartsWith(Folder, StringComparison.Ordinal) && !Elsewhere.ContainsKey(name))
            {
                found.AddRange(unsafeLines);
            }
        }

        Assert.Equal([], found);
        Assert.Superset(Elsewhere.Keys.ToHashSet(StringComparer.Ordinal), places);
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
    [InlineData("[LibraryImport(\"libc\", EntryPoint = \"fsync\")]")]
    public void IsFound(string line) => Assert.True(IsUnsafe(line));

    [Theory]
    [InlineData("var kept = Vector256.Create(span);")]
    [InlineData("var bytes = count * Unsafe.SizeOf<T>();")]
    [InlineData("// A fixed number of weights is no unsafe thing.")]
    [InlineData("/// <summary>A fixed (small) number; nothing unsafe.</summary>")]
    [InlineData("var unsafeLanes = IsFixed(x);")]
    public void IsNotTakenForIt(string line) => Assert.False(IsUnsafe(line));

    private static bool IsUnsafe(string line) => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Constructs().IsMatch(line);

    // A size is a number and reads nothing.
    [GeneratedRegex(@"\bunsafe\b|\bUnsafe\.(?!SizeOf\b)|\bUnsafeAccessor|\bMemoryMarshal\b|\bCollectionsMarshal\b|\bMarshal\.|\bLibraryImport\b|\bDllImport\b|\bfixed\s*\(|LoadUnsafe\b|StoreUnsafe\b|\bSkipLocalsInit\b|\bGetPinnableReference\b", RegexOptions.None, 1000)]
    private static partial Regex Constructs();
}
