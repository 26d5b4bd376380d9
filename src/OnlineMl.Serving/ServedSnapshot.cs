using OnlineMl.Catalog;
using OnlineMl.State;

namespace OnlineMl.Serving;

/// <summary>A served model as bytes: a model file with the serving state as parts of its own, so that it can be used as a
/// model file, too.</summary>
internal static class ServedSnapshot
{
    private const string HeaderPart = "served";
    private const string StatePart = "serving";

    /// <summary>The bytes of a model, with the gate of which held.</summary>
    public static byte[] Write(ServedModel served)
    {
        served.Header.Position = served.Position;
        using var stream = new MemoryStream();
        served.Model.Save(stream, (HeaderPart, served.Header), (StatePart, served));
        return stream.ToArray();
    }

    /// <summary>Reads a snapshot.</summary>
    /// <exception cref="StateFormatException">The bytes are no snapshot, or a damaged one.</exception>
    /// <exception cref="SpecException">It names a component that the catalog does not know.</exception>
    /// <exception cref="Contracts.OnlineMlException">Its flavor or metrics are unknown.</exception>
    public static ServedModel Read(string name, ReadOnlyMemory<byte> bytes, ComponentCatalog catalog, OnlineMlServingOptions options)
    {
        var file = ModelFile.Read(bytes);
        var header = new ServedHeader();
        file.Fill(HeaderPart, header);
        return Read(name, file, header, catalog, options);
    }

    /// <summary>Reads an exported snapshot or a plain model file as a model of a flavor that begins a log of its own.</summary>
    /// <exception cref="StateFormatException">The bytes are no model, or a damaged one.</exception>
    /// <exception cref="SpecException">It names a component that the catalog does not know.</exception>
    /// <exception cref="Contracts.OnlineMlException">Its flavor or metrics are unknown.</exception>
    public static ServedModel Import(string name, Flavor flavor, ReadOnlyMemory<byte> bytes, ComponentCatalog catalog, OnlineMlServingOptions options)
    {
        var file = ModelFile.Read(bytes);
        var header = new ServedHeader();
        if (!file.TryFill(HeaderPart, header) || header.Flavor != flavor)
        {
            return new ServedModel(name, new ServedHeader(flavor, null), Model.Load(file, catalog), options, catalog);
        }

        var served = Read(name, file, header, catalog, options);
        served.Position = 0;
        return served;
    }

    private static ServedModel Read(string name, ModelFile file, ServedHeader header, ComponentCatalog catalog, OnlineMlServingOptions options)
    {
        var served = new ServedModel(name, header, Model.Load(file, catalog), options, catalog) { Position = header.Position };
        file.Fill(StatePart, served);
        return served;
    }
}
