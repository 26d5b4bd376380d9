using OnlineMl.Composition;
using OnlineMl.Features;
using OnlineMl.Linear;
using OnlineMl.Metrics;
using OnlineMl.Optimization;
using OnlineMl.Preprocessing;

namespace OnlineMl.Benchmarks;

/// <summary>The linear models beside their ceilings, and the quality of the untuned optimizer.</summary>
internal sealed class LinearScenario : IScenario
{
    private const int Features = PerformanceData.DenseFeatures;
    private double _sum;

    public string Name => "linear";

    public void Run(Stopwatches stopwatches)
    {
        if (!PerformanceData.IsThere)
        {
            Console.WriteLine("The data sets are missing; write them with linear_data.py.");
            return;
        }

        Dense(stopwatches);
        Scaled(stopwatches);
        Softmax(stopwatches);
        Sparse(stopwatches);
        Quality();
        Console.WriteLine($"(checksum {_sum:0.0})");
    }

    private static FeatureSpace NamedSpace()
    {
        var space = new FeatureSpace();
        for (var i = 0; i < Features; i++)
        {
            space.GetOrAdd($"f{i}");
        }

        return space;
    }

    private void Dense(Stopwatches stopwatches)
    {
        var (x, y) = PerformanceData.Dense("dense", 200_000);
        var w = new double[Features];
        var sgdCeiling = stopwatches.Measure("ceiling: dense 10 numbers, SGD", y.Length, () => _sum += Ceilings.DenseSgd(x, y, w));
        var sgd = new LogisticRegression();
        stopwatches.Measure(
            "LogisticRegression, spans, predict + learn", y.Length, () => Spans(sgd, x, y), sgdCeiling, 0.7 * sgdCeiling);
        stopwatches.Measure(
            "LogisticRegression, spans, learn", y.Length, () => LearnSpans(sgd, x, y), sgdCeiling);
        var vector = new FeatureVector(NamedSpace());
        stopwatches.Measure(
            "LogisticRegression, FeatureVector with Fill", y.Length, () => Vectors(sgd, vector, x, y), sgdCeiling, 0.35 * sgdCeiling);
        var adaGrad = new LogisticRegression { Optimizer = new AdaGrad() };
        var adaGradCeiling = stopwatches.Measure(
            "ceiling: dense 10 numbers, AdaGrad", y.Length, () => _sum += Ceilings.DenseAdaGrad(x, y, w, new double[Features]));
        stopwatches.Measure("LogisticRegression with AdaGrad, spans", y.Length, () => Spans(adaGrad, x, y), adaGradCeiling);
        var predictCeiling = stopwatches.Measure(
            "ceiling: dense 10 numbers, predict", y.Length, () => _sum += Ceilings.DensePredict(x, y.Length, w));
        stopwatches.Measure("LogisticRegression, spans, predict", y.Length, () => PredictSpans(sgd, x, y.Length), predictCeiling);
        var invariant = new LogisticRegression { Optimizer = new AdaptiveNormalizedInvariant() };
        stopwatches.Measure(
            "LogisticRegression, adaptive normalized invariant, spans", y.Length, () => Spans(invariant, x, y), sgdCeiling);
        stopwatches.Measure("the same with FeatureVector", y.Length, () => Vectors(invariant, vector, x, y), sgdCeiling);
        var row = x[..Features];
        stopwatches.Measure("one-row update", 1_000_000, () => UpdateOne(sgd, row), target: 1e6);
    }

    private void Scaled(Stopwatches stopwatches)
    {
        var (x, y) = PerformanceData.Dense("dense", 200_000);
        var model = new StandardScaler() | new LogisticRegression();
        var accuracy = new Accuracy();
        var vector = new FeatureVector(NamedSpace());
        stopwatches.Measure(
            "StandardScaler | LogisticRegression, predict + metric + learn",
            y.Length,
            () =>
            {
                for (var i = 0; i < y.Length; i++)
                {
                    vector.Fill(x.AsSpan(i * Features, Features));
                    Label label = y[i];
                    accuracy.Update(label, model.Predict(vector));
                    model.Learn(vector, label);
                }
            },
            target: 4e6);
        _sum += accuracy.Value;
    }

    private void Softmax(Stopwatches stopwatches)
    {
        if (PerformanceData.Segments() is not { } segments)
        {
            return;
        }

        var (x, y, width) = segments;
        var space = new FeatureSpace();
        for (var i = 0; i < width; i++)
        {
            space.GetOrAdd($"f{i}");
        }

        var vector = new FeatureVector(space);
        var probabilities = new Probabilities();
        var model = new StandardScaler() | new SoftmaxRegression();
        stopwatches.Measure(
            "StandardScaler | SoftmaxRegression, image segments",
            y.Length * 20,
            () =>
            {
                for (var i = 0; i < y.Length * 20; i++)
                {
                    var row = i % y.Length;
                    vector.Fill(x.AsSpan(row * width, width));
                    model.PredictProbabilities(vector, probabilities);
                    _sum += probabilities.Count;
                    model.Learn(vector, y[row]);
                }
            },
            target: 50 * 18.8e3);
    }

    private void Sparse(Stopwatches stopwatches)
    {
        var (words, y) = PerformanceData.Sparse("sparse", 100_000);
        var hashed = new float[Ceilings.HashedWeights * 2];
        var ceiling = stopwatches.Measure(
            "ceiling: sparse 50 of 2^22, AdaGrad", y.Length, () => _sum += Ceilings.SparseAdaGrad(words, y, hashed));
        var text = PerformanceData.Lines("sparse.txt", 100_000);
        var textCeiling = stopwatches.Measure(
            "ceiling: 50 tokens of text, hash, SGD", y.Length, () => _sum += Ceilings.TextSgd(text, hashed));
        var vector = new FeatureVector(new FeatureSpace(hashBits: 22));
        var sgd = new LogisticRegression { HashBits = 22 };
        stopwatches.Measure("LogisticRegression 2^22, SGD, ids given", y.Length, () => Sparse(sgd, vector, words, y), ceiling);
        var invariant = new LogisticRegression { HashBits = 22, Optimizer = new AdaptiveNormalizedInvariant() };
        stopwatches.Measure(
            "LogisticRegression 2^22, adaptive normalized invariant, ids given", y.Length, () => Sparse(invariant, vector, words, y), ceiling);
        stopwatches.Measure(
            "the same from text: split, hash, predict, learn", y.Length, () => Text(invariant, vector, text), textCeiling, 0.5 * textCeiling);
    }

    private static void Quality()
    {
        var model = new LogisticRegression { Optimizer = new AdaptiveNormalizedInvariant() };
        var (x, y) = PerformanceData.Dense("dense");
        var loss = 0.0;
        for (var i = 0; i < y.Length; i++)
        {
            var row = x.AsSpan(i * Features, Features);
            loss += LogLoss(model.PredictProbability(row), y[i]);
            model.Learn(row, y[i]);
        }

        var (testX, testY) = PerformanceData.Dense("dense_test");
        var right = 0;
        for (var i = 0; i < testY.Length; i++)
        {
            right += (model.PredictProbability(testX.AsSpan(i * Features, Features)) > 0.5) == testY[i] ? 1 : 0;
        }

        Console.WriteLine($"dense, no tuning: progressive log loss {loss / y.Length:0.0000} (wanted 0.309), hold-out {100.0 * right / testY.Length:0.00} % (wanted 86.20 %)");

        var hashed = new LogisticRegression { HashBits = 22, Optimizer = new AdaptiveNormalizedInvariant() };
        var vector = new FeatureVector(new FeatureSpace(hashBits: 22));
        var (words, wordsY) = PerformanceData.Sparse("sparse");
        loss = 0;
        for (var i = 0; i < wordsY.Length; i++)
        {
            FillWords(vector, words.AsSpan(i * PerformanceData.Tokens, PerformanceData.Tokens));
            loss += LogLoss(hashed.PredictProbability(vector), wordsY[i]);
            hashed.Learn(vector, wordsY[i]);
        }

        var (testWords, testWordsY) = PerformanceData.Sparse("sparse_test");
        right = 0;
        for (var i = 0; i < testWordsY.Length; i++)
        {
            FillWords(vector, testWords.AsSpan(i * PerformanceData.Tokens, PerformanceData.Tokens));
            right += (hashed.PredictProbability(vector) > 0.5) == testWordsY[i] ? 1 : 0;
        }

        Console.WriteLine($"sparse, no tuning: progressive log loss {loss / wordsY.Length:0.0000} (wanted 0.390), hold-out {100.0 * right / testWordsY.Length:0.00} % (wanted 83.0 %)");
    }

    private static double LogLoss(double p, bool y) => -Math.Log(Math.Clamp(y ? p : 1 - p, 1e-15, 1));

    private static void FillWords(FeatureVector vector, ReadOnlySpan<int> words)
    {
        vector.Clear();
        foreach (var word in words)
        {
            vector.Add(word & (Ceilings.HashedWeights - 1), 1.0);
        }
    }

    private void Spans(LogisticRegression model, double[] x, bool[] y)
    {
        for (var i = 0; i < y.Length; i++)
        {
            var row = x.AsSpan(i * Features, Features);
            _sum += model.PredictProbability(row);
            model.Learn(row, y[i]);
        }
    }

    private static void LearnSpans(LogisticRegression model, double[] x, bool[] y)
    {
        for (var i = 0; i < y.Length; i++)
        {
            model.Learn(x.AsSpan(i * Features, Features), y[i]);
        }
    }

    private void PredictSpans(LogisticRegression model, double[] x, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _sum += model.PredictProbability(x.AsSpan(i * Features, Features));
        }
    }

    private void Vectors(LogisticRegression model, FeatureVector vector, double[] x, bool[] y)
    {
        for (var i = 0; i < y.Length; i++)
        {
            vector.Fill(x.AsSpan(i * Features, Features));
            _sum += model.PredictProbability(vector);
            model.Learn(vector, y[i]);
        }
    }

    private void Sparse(LogisticRegression model, FeatureVector vector, int[] words, bool[] y)
    {
        for (var i = 0; i < y.Length; i++)
        {
            FillWords(vector, words.AsSpan(i * PerformanceData.Tokens, PerformanceData.Tokens));
            _sum += model.PredictProbability(vector);
            model.Learn(vector, y[i]);
        }
    }

    private void Text(LogisticRegression model, FeatureVector vector, byte[] lines)
    {
        var left = lines.AsSpan();
        while (!left.IsEmpty)
        {
            var end = left.IndexOf((byte)'\n');
            var line = left[..end];
            left = left[(end + 1)..];
            vector.Clear();
            for (var start = 2; start < line.Length;)
            {
                var length = line[start..].IndexOf((byte)' ');
                var token = length < 0 ? line[start..] : line.Slice(start, length);
                vector.Add(vector.Space.Find(token), 1.0);
                start += token.Length + 1;
            }

            _sum += model.PredictProbability(vector);
            model.Learn(vector, line[0] == (byte)'1');
        }
    }

    private static void UpdateOne(LogisticRegression model, double[] row)
    {
        for (var i = 0; i < 1_000_000; i++)
        {
            model.Learn(row, (i & 1) == 0);
        }
    }
}
