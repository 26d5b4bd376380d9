using System.Text;
using OnlineMl.Composition;
using OnlineMl.FeatureExtraction;
using OnlineMl.Features;
using OnlineMl.Linear;
using OnlineMl.Optimization;
using OnlineMl.Preprocessing;
using OnlineMl.Randomness;

namespace OnlineMl.Benchmarks;

/// <summary>Scalers on ten features and words of texts, beside loops that do just that work.</summary>
public sealed class PreprocessingScenario : IScenario
{
    private const int Rows = 20_000;
    private const int Features = 10;
    private const int Words = 50;
    private const int HashBits = 22;

    private double _sink;

    /// <inheritdoc/>
    public string Name => "preprocessing";

    /// <inheritdoc/>
    public void Run(Stopwatches stopwatches)
    {
        ArgumentNullException.ThrowIfNull(stopwatches);
        Scale(stopwatches);
        var texts = Texts();
        var ceiling = stopwatches.Measure("ceiling: 50 words, hash, logistic SGD", Rows, () => _sink += TextCeiling(texts));
        Tokenise(stopwatches, texts, ceiling);
        Learn(stopwatches, texts, ceiling);
    }

    private void Scale(Stopwatches stopwatches)
    {
        var space = new FeatureSpace();
        var random = new RandomSource(1);
        for (var i = 0; i < Features; i++)
        {
            space.GetOrAdd($"f{i}".AsSpan());
        }

        var rows = new double[Rows][];
        for (var row = 0; row < Rows; row++)
        {
            rows[row] = [.. Enumerable.Range(0, Features).Select(_ => random.NextGauss(3, 2))];
        }

        var x = new FeatureVector(space);
        var scaled = new FeatureVector(space, keepsStrangers: true);
        var empty = stopwatches.Measure("fill a vector with 10 numbers", Rows, () =>
        {
            foreach (var row in rows)
            {
                x.Fill(row);
                _sink += x.Count;
            }
        });
        foreach (var scaler in (ITransformer[])[new StandardScaler(), new MinMaxScaler(), new MaxAbsScaler(), new AdaptiveStandardScaler(), new RobustScaler()])
        {
            stopwatches.Measure($"{scaler.GetType().Name}, fill + learn + transform 10 numbers", Rows, () =>
            {
                foreach (var row in rows)
                {
                    x.Fill(row);
                    scaler.Learn(x);
                    scaled.Clear();
                    scaler.Transform(x, scaled);
                    _sink += scaled.Numbers[0];
                }
            }, empty);
        }
    }

    private void Tokenise(Stopwatches stopwatches, string[] texts, double ceiling)
    {
        var space = new FeatureSpace();
        var x = new FeatureVector(space);
        var text = space.GetOrAdd("text".AsSpan());
        foreach (var bits in (int[])[HashBits, 0])
        {
            var bag = new BagOfWords();
            var output = new FeatureVector(new FeatureSpace(bits));
            stopwatches.Measure(bits > 0 ? "BagOfWords, 50 words, hashed" : "BagOfWords, 50 words, counted by name", Rows, () =>
            {
                foreach (var row in texts)
                {
                    x.Clear();
                    x.Add(text, row);
                    output.Clear();
                    bag.Transform(x, output);
                    _sink += output.Count;
                }
            }, ceiling);
        }
    }

    private static void Learn(Stopwatches stopwatches, string[] texts, double ceiling)
    {
        foreach (var optimizer in (IOptimizer[])[new Sgd(), new AdaptiveNormalizedInvariant()])
        {
            var model = new BagOfWords() | new LogisticRegression { HashBits = HashBits, Optimizer = optimizer };
            var space = new FeatureSpace();
            var x = new FeatureVector(space);
            var text = space.GetOrAdd("text".AsSpan());
            var probabilities = new Probabilities();
            stopwatches.Measure($"BagOfWords | LogisticRegression({optimizer.GetType().Name}), predict + learn", Rows, () =>
            {
                foreach (var row in texts)
                {
                    x.Clear();
                    x.Add(text, row);
                    model.PredictProbabilities(x, probabilities);
                    model.Learn(x, row.Length % 2 == 0);
                }
            }, ceiling, ceiling / 2);
        }
    }

    private static string[] Texts()
    {
        var random = new RandomSource(2);
        var vocabulary = new string[50_000];
        for (var i = 0; i < vocabulary.Length; i++)
        {
            vocabulary[i] = $"w{random.NextInt(100_000):00000}";
        }

        var texts = new string[Rows];
        for (var row = 0; row < Rows; row++)
        {
            texts[row] = string.Join(' ', Enumerable.Range(0, Words).Select(_ => vocabulary[(int)(Math.Pow(random.NextDouble(), 3) * vocabulary.Length)]));
        }

        return texts;
    }

    // What a program written for just this would do: cut at spaces, FNV-1a, one logistic gradient step.
    private static double TextCeiling(string[] texts)
    {
        var weights = new float[1 << HashBits];
        Span<int> ids = stackalloc int[Words];
        var bytes = new byte[1024];
        var loss = 0.0;
        foreach (var text in texts)
        {
            var length = Encoding.UTF8.GetBytes(text, bytes);
            var count = 0;
            var hash = 2166136261u;
            for (var i = 0; i <= length; i++)
            {
                if (i == length || bytes[i] == ' ')
                {
                    ids[count++] = (int)(hash >> (32 - HashBits));
                    hash = 2166136261u;
                }
                else
                {
                    hash = (hash ^ bytes[i]) * 16777619u;
                }
            }

            var sum = 0f;
            foreach (var id in ids[..count])
            {
                sum += weights[id];
            }

            var error = (1 / (1 + MathF.Exp(-sum))) - (text.Length % 2 == 0 ? 1 : 0);
            foreach (var id in ids[..count])
            {
                weights[id] -= 0.01f * error;
            }

            loss += error * error;
        }

        return loss;
    }
}
