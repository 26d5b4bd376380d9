using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OnlineMl.Catalog;
using OnlineMl.Catalog.Conversion;
using OnlineMl.Classification;
using OnlineMl.Composition;
using OnlineMl.Linear;
using OnlineMl.Neighbors;
using OnlineMl.Optimization;
using OnlineMl.Regression;
using OnlineMl.State;
using OnlineMl.Tests.Contract;
using OnlineMl.Tests.Numerics;
using OnlineMl.Trees;

namespace OnlineMl.Tests.Determinism;

/// <summary>A line for every component of the catalog: what it had learned in the end and what it had answered, as hashes of the bits.</summary>
internal static class Fingerprints
{
    /// <summary>Compositions, and parameters that lead to code of their own.</summary>
    private static readonly (Type Type, string Spec)[] More =
    [
        (typeof(IRegressor), """["StandardScaler", "LinearRegression"]"""),
        (typeof(IRegressor), """["StandardScaler", {"PARegressor": {"mode": 2}}]"""),
        (typeof(IRegressor), """{"LinearRegression": {"optimizer": {"AdaptiveNormalizedInvariant": {"power_t": 0.4}}}}"""),
        (typeof(IRegressor), """{"LinearRegression": {"l1": 0.01}}"""),
        (typeof(IClassifier), """["StandardScaler", {"OneVsRestClassifier": {"LogisticRegression": {"l2": 0.01, "initializer": {"Normal": {"seed": 3}}}}}]"""),
        (typeof(IClassifier), """{"LogisticRegression": {"optimizer": {"AdaptiveNormalizedInvariant": {"power_t": 0.4}}}}"""),
        (typeof(IClassifier), """["MinMaxScaler", "MultinomialNB"]"""),
        (typeof(IClassifier), """["AdaptiveStandardScaler", "GaussianNB"]"""),
        (typeof(IClassifier), """{"HoeffdingTreeClassifier": {"grace_period": 20, "delta": 0.1, "leaf_prediction": "nb"}}"""),
        (typeof(IClassifier), """{"HoeffdingTreeClassifier": {"grace_period": 20, "delta": 0.1, "split_criterion": "hellinger"}}"""),
        (typeof(IRegressor), """{"HoeffdingTreeRegressor": {"grace_period": 20, "delta": 0.1, "leaf_prediction": "model"}}"""),
        (typeof(ITransformer), """{"Normalizer": {"order": 3}}"""),
    ];

    public static IEnumerable<string> OfEverything()
    {
        foreach (var component in Samples.Listed)
        {
            var made = Samples.Make(component);
            var subject = Subjects.Of(made) is { } known ? known : Subjects.Of(Employed(made))!;
            yield return Of($"{component.Tasks[0]} {component.Type.Name}", subject);
        }

        foreach (var (type, spec) in More)
        {
            yield return Of(spec, Subjects.Of(Made(type, spec))!);
        }

        foreach (var function in ElementaryFunction.All)
        {
            yield return Of(function);
        }
    }

    /// <summary>A learner that uses a part which learns nothing by itself.</summary>
    public static object Employed(object part)
    {
        var (type, spec) = part switch
        {
            IOptimizer => (typeof(LogisticRegression), """{"LogisticRegression": {"optimizer": PART}}"""),
            IMulticlassLoss => (typeof(SoftmaxRegression), """{"SoftmaxRegression": {"loss": PART}}"""),
            IBinaryLoss => (typeof(LogisticRegression), """{"LogisticRegression": {"loss": PART}}"""),
            ILoss => (typeof(LinearRegression), """{"LinearRegression": {"loss": PART}}"""),
            IInitializer => (typeof(LogisticRegression), """{"LogisticRegression": {"initializer": PART}}"""),
            Schedule => (typeof(LogisticRegression), """{"LogisticRegression": {"optimizer": {"SGD": {"lr": PART}}}}"""),
            INeighborSearch => (typeof(KnnClassifier), """{"KNNClassifier": {"engine": PART}}"""),
            MinkowskiDistance => (typeof(KnnRegressor), """{"KNNRegressor": {"engine": {"LazySearch": {"dist_func": PART}}}}"""),
            ClassSplitter => (typeof(HoeffdingTreeClassifier), """{"HoeffdingTreeClassifier": {"grace_period": 20, "delta": 0.1, "splitter": PART}}"""),
            RegressionSplitter => (typeof(HoeffdingTreeRegressor), """{"HoeffdingTreeRegressor": {"grace_period": 20, "delta": 0.1, "splitter": PART}}"""),
            _ => throw new InvalidOperationException($"Nothing is known that uses a {part.GetType().Name}: add it to {nameof(Fingerprints)}."),
        };
        return Made(type, spec.Replace("PART", ComponentCatalog.BuiltIn.ToSpec(part), StringComparison.Ordinal));
    }

    private static object Made(Type type, string spec)
    {
        using var json = JsonDocument.Parse(spec);
        return new SpecReader(ComponentCatalog.BuiltIn, new SpecOptions()).Component(json.RootElement, "$", type);
    }

    /// <summary>The bits of a function of one number and of four.</summary>
    private static string Of(ElementaryFunction function)
    {
        using var one = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var four = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 1; i <= 20_000; i++)
        {
            var x = Vector256.Create(i * 0.001, i * -0.037, 1 / (double)i, i * 1e300);
            var y = Vector256.Create(i * 0.0003, i % 7, 1.5 - (i % 3), i * 1e-305);
            var numbers = function.OfFour(x, y);
            for (var lane = 0; lane < Vector256<double>.Count; lane++)
            {
                one.AppendData(BitConverter.GetBytes(function.OfOne(x[lane], y[lane])));
                four.AppendData(BitConverter.GetBytes(numbers[lane]));
            }
        }

        return $"{function}: {System.Convert.ToHexStringLower(one.GetHashAndReset())[..16]} {System.Convert.ToHexStringLower(four.GetHashAndReset())[..16]}";
    }

    private static string Of(string name, Subject subject)
    {
        using var answers = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var example in Streams.Wild(100).Concat(Streams.Tame(100)).Concat(Streams.Wide(50)))
        {
            foreach (var figure in subject.Answer(example))
            {
                answers.AppendData(Encoding.UTF8.GetBytes(figure.Name));
                answers.AppendData(BitConverter.GetBytes(double.IsNaN(figure.Number) ? double.NaN : figure.Number));
            }

            subject.Learn(example);
        }

        return $"{name}: {subject.Hash[..16]} {System.Convert.ToHexStringLower(answers.GetHashAndReset())[..16]}";
    }
}
