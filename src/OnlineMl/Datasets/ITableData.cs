namespace OnlineMl.Datasets;

/// <summary>Data with columns that can be opened again and again.</summary>
public interface ITableData
{
    /// <summary>Starts reading from the first example.</summary>
    ITableReader Open();

    /// <summary>Looks at the rows, without reading examples.</summary>
    /// <param name="maxRows">At most at how many.</param>
    TableDescription Describe(long maxRows = long.MaxValue);
}
