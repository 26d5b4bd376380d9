using System.Buffers.Text;

namespace OnlineMl.Benchmarks;

/// <summary>Hand-written loops that do just the work of a learner and nothing else. Each returns a sum, so that nothing is
/// optimised away.</summary>
internal static class Ceilings
{
    public const int HashedWeights = 1 << 22;
    private const int Features = PerformanceData.DenseFeatures;
    private const int Tokens = PerformanceData.Tokens;

    public static double DenseSgd(double[] x, bool[] y, double[] w)
    {
        var intercept = 0.0;
        var sum = 0.0;
        for (var i = 0; i < y.Length; i++)
        {
            var row = x.AsSpan(i * Features, Features);
            var output = intercept;
            for (var j = 0; j < row.Length && j < w.Length; j++)
            {
                output += row[j] * w[j];
            }

            var p = 1 / (1 + Math.Exp(-output));
            sum += p;
            var step = 0.01 * (p - (y[i] ? 1 : 0));
            intercept -= step;
            for (var j = 0; j < row.Length && j < w.Length; j++)
            {
                w[j] -= step * row[j];
            }
        }

        return sum;
    }

    public static double DenseAdaGrad(double[] x, bool[] y, double[] w, double[] squares)
    {
        var intercept = 0.0;
        var sum = 0.0;
        for (var i = 0; i < y.Length; i++)
        {
            var row = x.AsSpan(i * Features, Features);
            var output = intercept;
            for (var j = 0; j < row.Length && j < w.Length; j++)
            {
                output += row[j] * w[j];
            }

            var p = 1 / (1 + Math.Exp(-output));
            sum += p;
            var gradient = p - (y[i] ? 1 : 0);
            intercept -= 0.01 * gradient;
            for (var j = 0; j < row.Length && j < w.Length && j < squares.Length; j++)
            {
                var g = gradient * row[j];
                squares[j] += g * g;
                w[j] -= 0.1 / Math.Sqrt(squares[j] + 1e-8) * g;
            }
        }

        return sum;
    }

    public static double DensePredict(double[] x, int count, double[] w)
    {
        var sum = 0.0;
        for (var i = 0; i < count; i++)
        {
            var row = x.AsSpan(i * Features, Features);
            var output = 0.1;
            for (var j = 0; j < row.Length && j < w.Length; j++)
            {
                output += row[j] * w[j];
            }

            sum += output;
        }

        return sum;
    }

    /// <summary>The loop over lines of CSV with a number parser of this class, or with that of the runtime.</summary>
    public static double CsvSgd(byte[] lines, double[] w, bool byRuntime)
    {
        Span<double> row = stackalloc double[Features];
        var intercept = 0.0;
        var sum = 0.0;
        var position = 0;
        while (position < lines.Length)
        {
            var label = lines[position] == (byte)'1' ? 1 : 0;
            position++;
            for (var j = 0; j < Features; j++)
            {
                position++;
                row[j] = byRuntime ? ParseNumberByRuntime(lines, ref position) : ParseNumber(lines, ref position);
            }

            position++;
            var output = intercept;
            for (var j = 0; j < row.Length && j < w.Length; j++)
            {
                output += row[j] * w[j];
            }

            var p = 1 / (1 + Math.Exp(-output));
            sum += p;
            var step = 0.01 * (p - label);
            intercept -= step;
            for (var j = 0; j < row.Length && j < w.Length; j++)
            {
                w[j] -= step * row[j];
            }
        }

        return sum;
    }

    public static double SparseSgd(int[] words, bool[] y, float[] w)
    {
        var sum = 0.0;
        for (var i = 0; i < y.Length; i++)
        {
            var row = words.AsSpan(i * Tokens, Tokens);
            var output = 0f;
            foreach (var word in row)
            {
                output += w[word & (HashedWeights - 1)];
            }

            var p = 1 / (1 + MathF.Exp(-output));
            sum += p;
            var step = 0.1f * (p - (y[i] ? 1 : 0));
            foreach (var word in row)
            {
                w[word & (HashedWeights - 1)] -= step;
            }
        }

        return sum;
    }

    public static double SparseAdaGrad(int[] words, bool[] y, float[] w)
    {
        var sum = 0.0;
        for (var i = 0; i < y.Length; i++)
        {
            var row = words.AsSpan(i * Tokens, Tokens);
            var output = 0f;
            foreach (var word in row)
            {
                output += w[(word & (HashedWeights - 1)) * 2];
            }

            var p = 1 / (1 + MathF.Exp(-output));
            sum += p;
            var gradient = p - (y[i] ? 1 : 0);
            var squared = gradient * gradient;
            foreach (var word in row)
            {
                var k = (word & (HashedWeights - 1)) * 2;
                w[k + 1] += squared;
                w[k] -= 0.1f / MathF.Sqrt(w[k + 1] + 1e-8f) * gradient;
            }
        }

        return sum;
    }

    public static double TextSgd(byte[] lines, float[] w)
    {
        Span<int> ids = stackalloc int[Tokens];
        var sum = 0.0;
        var position = 0;
        while (position < lines.Length)
        {
            var label = lines[position] == (byte)'1' ? 1f : 0f;
            position++;
            var count = 0;
            var output = 0f;
            while (lines[position] != (byte)'\n')
            {
                position++;
                var hash = 2166136261u;
                while (lines[position] > (byte)' ')
                {
                    hash = (hash ^ lines[position]) * 16777619;
                    position++;
                }

                var id = (int)((hash ^ (hash >> 15)) & (HashedWeights - 1));
                ids[count++] = id;
                output += w[id];
            }

            position++;
            var p = 1 / (1 + MathF.Exp(-output));
            sum += p;
            var step = 0.1f * (p - label);
            foreach (var id in ids[..count])
            {
                w[id] -= step;
            }
        }

        return sum;
    }

    private static double ParseNumberByRuntime(byte[] lines, ref int position)
    {
        var isNumber = Utf8Parser.TryParse(lines.AsSpan(position), out double value, out var length);
        position += length;
        return isNumber ? value : throw new FormatException("There is no number where one should be.");
    }

    private static double ParseNumber(byte[] lines, ref int position)
    {
        var negative = lines[position] == (byte)'-';
        if (negative)
        {
            position++;
        }

        long digits = 0;
        var scale = 1.0;
        for (; (uint)(lines[position] - '0') <= 9; position++)
        {
            digits = (digits * 10) + (lines[position] - '0');
        }

        if (lines[position] == (byte)'.')
        {
            for (position++; (uint)(lines[position] - '0') <= 9; position++)
            {
                digits = (digits * 10) + (lines[position] - '0');
                scale *= 10;
            }
        }

        var value = digits / scale;
        return negative ? -value : value;
    }
}
