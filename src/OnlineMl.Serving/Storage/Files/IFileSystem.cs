namespace OnlineMl.Serving.Storage.Files;

/// <summary>What a store needs of files and folders, so that every operation can be made to fail.</summary>
/// <remarks>Failures are <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</remarks>
internal interface IFileSystem
{
    /// <summary>Creates a folder and what leads to it; one that is there already is fine.</summary>
    void CreateFolder(string path);

    bool FolderExists(string path);

    bool FileExists(string path);

    IReadOnlyList<string> ListFolders(string path);

    IReadOnlyList<string> ListFiles(string path);

    long LengthOf(string path);

    DateTimeOffset LastWriteOf(string path);

    /// <summary>Gives a folder another name, at once; fails when the name is taken.</summary>
    void MoveFolder(string from, string to);

    /// <summary>Gives a file another name, at once, in place of a file that has it.</summary>
    void MoveFile(string from, string to);

    /// <summary>Removes a folder and all that is in it.</summary>
    void DeleteFolder(string path);

    void DeleteFile(string path);

    /// <summary>Makes the names in a folder durable.</summary>
    void FlushFolder(string path);

    /// <summary>Makes an empty file, or empties one.</summary>
    IOpenFile Create(string path);

    /// <summary>Opens a file that must be there.</summary>
    IOpenFile Open(string path, bool forWriting);

    /// <summary>Makes a file of numbers that are 0, in place of one with its name, and maps it into memory.</summary>
    IMappedNumbers Map(string path, int count);

    /// <summary>Takes a folder for this process until the result is disposed.</summary>
    /// <exception cref="StorageException">Another has it.</exception>
    IFolderClaim Lock(string folder);
}
