using OnlineMl.Catalog;
using OnlineMl.Features;

namespace OnlineMl.Composition;

/// <summary>Transformers side by side, with every product of one feature of each.</summary>
/// <remarks>The product of <c>x</c> and <c>y</c> is named <c>x*y</c>. Texts have no products. <c>a * b</c> makes a product. Costs
/// what the parts cost and the number of products, of which a model allows 262,144 unless it says otherwise: an example with more is refused.
/// <example><code>
/// var interactions = new Select("age", "income") * (new Select("country") | new OneHotEncoder());
/// </code></example></remarks>
[Component("TransformerProduct")]
public sealed class TransformerProduct : TransformerGroup
{
    private readonly List<(string Name, double Value)> _products = [];
    private readonly List<(string Name, double Value)> _next = [];

    /// <summary>A product of parts.</summary>
    /// <param name="transformers">The parts, in order.</param>
    public TransformerProduct(params IReadOnlyList<ITransformer> transformers)
        : base(Require.Given(transformers))
    {
    }

    /// <inheritdoc/>
    public override bool KeepsFeatures => false;

    internal override void Transform(FeatureVector x, FeatureVector output, Learning learning)
    {
        _products.Clear();
        var nameBytes = 0.0;
        for (var part = 0; part < Parts.Length; part++)
        {
            var made = OutputOf(part, x, output.Space, learning);
            nameBytes = Check(part, made, nameBytes, x.MostMade);
            _next.Clear();
            if (part == 0)
            {
                Multiply("", 1, made);
            }
            else
            {
                foreach (var (name, value) in _products)
                {
                    Multiply(name + "*", value, made);
                }
            }

            _products.Clear();
            _products.AddRange(_next);
        }

        foreach (var (name, value) in _products)
        {
            var id = output.Resolve(name.AsSpan());
            if (output.IndexOf(id) < 0)
            {
                output.Add(id, value);
            }
        }
    }

    // How many products there will be, and how long their names, is known before any is made.
    private double Check(int part, FeatureVector made, double nameBytes, int most)
    {
        var numbers = 0;
        var madeBytes = 0.0;
        for (var position = 0; position < made.Count; position++)
        {
            if (!made.IsText(position))
            {
                numbers++;
                madeBytes += made.NameAt(position).Length;
            }
        }

        if (part == 0)
        {
            return madeBytes;
        }

        MadeFeatures.Check(this, (double)_products.Count * numbers, most);
        nameBytes = (numbers * (nameBytes + _products.Count)) + (_products.Count * madeBytes);
        MadeFeatures.CheckNames(this, nameBytes, most);
        return nameBytes;
    }

    private void Multiply(string prefix, double factor, FeatureVector made)
    {
        for (var position = 0; position < made.Count; position++)
        {
            if (!made.IsText(position))
            {
                _next.Add((prefix + made.NameAt(position), factor * made.Numbers[position]));
            }
        }
    }
}
