using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Serving;

/// <summary>A served model as bytes: a model file with the serving state as a part of its own, so that it can be used as a
/// model file too.</summary>
internal static class ServedSnapshot
{
    private const string ServingPart = "serving";
    private const string FlavorPart = "flavor";

    public static byte[] Write(ServedModel served)
    {
        using var stream = new MemoryStream();
        served.Model.Save(stream, (FlavorPart, new FlavorState(Flavors.NameOf(served.Flavor))), (ServingPart, served));
        return stream.ToArray();
    }

    public static ServedModel Read(string name, ReadOnlyMemory<byte> bytes, ComponentCatalog catalog, OnlineMlServingOptions options)
    {
        var file = ModelFile.Read(bytes);
        var flavorState = new FlavorState("");
        file.Fill(FlavorPart, flavorState);
        var flavor = Flavors.Parse(flavorState.Name);
        var served = new ServedModel(name, flavor, Model.Load(file, catalog), Flavors.Metrics(flavor), options);
        file.Fill(ServingPart, served);
        return served;
    }

    private sealed class FlavorState(string name) : IStateful
    {
        private string? _name = name;

        public string Name => _name ?? "";

        void IStateful.Describe(StateArchive state) => state.Field("name", ref _name);
    }
}
