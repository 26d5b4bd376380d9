using OnlineMl.Catalog;
using OnlineMl.Features;
using OnlineMl.Optimization;
using OnlineMl.Regression;
using OnlineMl.State;

namespace OnlineMl.Tests.Catalog;

public sealed class UserComponentTests
{
    private static readonly ComponentCatalog Catalog = ComponentCatalog.BuiltIn.With<OwnRegressor>();

    [Fact]
    public void With_MakesAnOwnComponentPartOfSpecs()
    {
        const string Spec = """{"OwnRegressor":{"inner":{"Squared":{}},"start":2.5,"keys":["a"],"limits":{"a":[0,1]},"mood":"very_good","patience":null}}""";

        var model = Catalog.Create<IRegressor>(Spec);

        Assert.Equal(2.5, model.Predict([]));
        Assert.Equal(Spec, Catalog.ToSpec(model));
        Assert.Equal(Spec, Catalog.ToSpec(Catalog.Create("""["StandardScaler", """ + Spec + "]") is OnlineMl.Composition.Pipeline { Last: { } last } ? last : model));
    }

    [Fact]
    public void With_LeavesTheOldCatalogAlone() => Assert.Throws<SpecException>(() => ComponentCatalog.BuiltIn.Create("\"OwnRegressor\""));

    [Fact]
    public void With_RefusesANameThatIsTaken() => Assert.Throws<ArgumentException>(() => Catalog.With<OwnRegressor>());

    [Fact]
    public void Create_ReportsAnOwnComponentsRefusal()
    {
        var error = Assert.Throws<SpecException>(() => Catalog.Create("""{"OwnRegressor": {"inner": "Squared", "start": -1}}"""));

        Assert.Equal(("$.OwnRegressor.start", "start is -1 but must lie in [0, ∞)."), (error.Path, error.Problem));
    }

    [Fact]
    public void CopyOf_CopiesAnOwnComponent()
    {
        var model = new OwnRegressor(new SquaredLoss()) { Start = 3 };
        model.Learn([], 5);

        var copy = Untrained.CopyOf(model);

        Assert.NotSame(model.Inner, copy.Inner);
        Assert.Equal(3, copy.Predict([]));
    }

    public enum Mood
    {
        Good,
        VeryGood,
    }

    /// <summary>Predicts the last target.</summary>
    [Component("OwnRegressor")]
    public sealed class OwnRegressor(ILoss inner) : IRegressor
    {
        private double? _last;

        public ILoss Inner { get; } = inner;

        public double Start { get; init => field = Require.NotNegative(value); }

        public IReadOnlyList<string> Keys { get; init; } = [];

        public IReadOnlyDictionary<string, (double Low, double High)> Limits { get; init; } = new Dictionary<string, (double, double)>(StringComparer.Ordinal);

        public Mood Mood { get; init; }

        public int? Patience { get; init; }

        public double Predict(FeatureVector x) => _last ?? Start;

        public void Learn(FeatureVector x, double y, double weight = 1) => _last = y;

        void IStateful.Describe(StateArchive state)
        {
            var last = _last ?? double.NaN;
            state.Field("last", ref last);
            _last = double.IsNaN(last) ? null : last;
        }
    }
}
