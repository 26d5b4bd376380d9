using OnlineMl.Features;
using OnlineMl.State;

namespace OnlineMl.Tests.State;

public class SavedStateTests
{
    [Fact]
    public void FileOfSavedParts_IsTheFileOfTheMomentTheyWereSaved()
    {
        var model = Model.FromSpec("""["StandardScaler", "LinearRegression"]""");
        model.Learn(new FeatureVector { ["x"] = 1 }, 2);
        using var expected = new MemoryStream();
        model.Save(expected);
        var features = new SavedState(StateFormat.Save(model.Features));
        var state = new SavedState(StateFormat.Save(model.Component));
        model.Learn(new FeatureVector { ["y"] = 3 }, 4);

        using var actual = new MemoryStream();
        ModelFile.Write(actual, new ModelHeader(model.ToSpec()), (ModelFile.FeaturesPart, features), (ModelFile.StatePart, state));

        Assert.Equal(expected.ToArray(), actual.ToArray());
    }
}
