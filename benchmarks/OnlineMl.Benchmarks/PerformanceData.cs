using System.Globalization;
using System.Runtime.InteropServices;

namespace OnlineMl.Benchmarks;

/// <summary>The synthetic sets that <c>linear_data.py</c> writes, from the folder in ONLINEML_PERFDATA, by default
/// <c>perfdata</c> in the folder of temporary files.</summary>
internal static class PerformanceData
{
    public const int DenseFeatures = 10;
    public const int Tokens = 50;

    private static string Folder =>
        Environment.GetEnvironmentVariable("ONLINEML_PERFDATA") ?? Path.Combine(Path.GetTempPath(), "perfdata");

    public static bool IsThere => File.Exists(Path.Combine(Folder, "dense.f32")) && File.Exists(Path.Combine(Folder, "sparse.i32"));

    /// <summary>Rows of numbers one after the other, and whether each row is positive.</summary>
    public static (double[] X, bool[] Y) Dense(string name, int most = int.MaxValue)
    {
        var rows = MemoryMarshal.Cast<byte, float>(Read(name + ".f32", (DenseFeatures + 1) * sizeof(float), most));
        var count = rows.Length / (DenseFeatures + 1);
        var x = new double[count * DenseFeatures];
        var y = new bool[count];
        for (var i = 0; i < count; i++)
        {
            var row = rows.Slice(i * (DenseFeatures + 1), DenseFeatures + 1);
            y[i] = row[0] > 0;
            for (var j = 0; j < DenseFeatures; j++)
            {
                // The files hold numbers of at most five decimals; single precision would blur them.
                x[(i * DenseFeatures) + j] = Math.Round(row[j + 1], 4);
            }
        }

        return (x, y);
    }

    /// <summary>Rows of token numbers one after the other, and whether each row is positive.</summary>
    public static (int[] Words, bool[] Y) Sparse(string name, int most = int.MaxValue)
    {
        var rows = MemoryMarshal.Cast<byte, int>(Read(name + ".i32", (Tokens + 1) * sizeof(int), most));
        var count = rows.Length / (Tokens + 1);
        var words = new int[count * Tokens];
        var y = new bool[count];
        for (var i = 0; i < count; i++)
        {
            var row = rows.Slice(i * (Tokens + 1), Tokens + 1);
            y[i] = row[0] > 0;
            row[1..].CopyTo(words.AsSpan(i * Tokens));
        }

        return (words, y);
    }

    /// <summary>The first lines of a text file.</summary>
    public static byte[] Lines(string file, int lines)
    {
        using var stream = File.OpenRead(Path.Combine(Folder, file));
        var buffer = new byte[Math.Min(stream.Length, lines * 600L)];
        stream.ReadExactly(buffer);
        var end = 0;
        for (var i = 0; i < lines; i++)
        {
            end += buffer.AsSpan(end).IndexOf((byte)'\n') + 1;
        }

        return buffer[..end];
    }

    /// <summary>The image segments of the shared data sets, in the folder ONLINEML_SHARED or <c>../shared</c>; null without
    /// them.</summary>
    public static (double[] X, Label[] Y, int Width)? Segments()
    {
        var path = Path.Combine(Environment.GetEnvironmentVariable("ONLINEML_SHARED") ?? Path.Combine("..", "shared"), "data", "image-segments.csv");
        if (!File.Exists(path))
        {
            Console.WriteLine("The shared data sets are missing; say where they are with ONLINEML_SHARED.");
            return null;
        }

        var rows = File.ReadLines(path).Skip(1).Select(line => line.Split(',')).ToList();
        var x = rows.SelectMany(row => row[..^1], (_, cell) => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray();
        return (x, [.. rows.Select(row => new Label(row[^1]))], rows[0].Length - 1);
    }

    private static byte[] Read(string file, int rowBytes, int most)
    {
        using var stream = File.OpenRead(Path.Combine(Folder, file));
        var bytes = new byte[(int)Math.Min(stream.Length, (long)rowBytes * most)];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
